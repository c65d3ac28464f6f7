import { z } from 'zod'
import { routes } from './route.ts'
import { gtin } from './shape.ts'

/** How a medicine may be supplied. `otc` without, list I and II with a prescription; narcotics are shown, never sold. */
export const legalClasses = ['otc', 'prescription_list_1', 'prescription_list_2', 'narcotic'] as const
export type LegalClass = (typeof legalClasses)[number]

export const medicine = z
  .strictObject({
    gtin: z.string(),
    name: z.string().meta({ description: 'As the national database writes it.' }),
    brand: z.string(),
    manufacturer: z.string(),
    substances: z.array(z.strictObject({ name: z.string(), strength: z.string().nullable() })),
    form: z.string(),
    routes: z.array(z.string()),
    atc: z.string().nullable(),
    prescription: z.boolean(),
    legal_class: z.enum(legalClasses),
    pack: z.strictObject({ quantity: z.int().nullable(), label: z.string() }),
    reimbursement: z.string().nullable(),
    supply: z.string().nullable().meta({ description: 'A national supply problem, when there is one.' }),
  })
  .meta({ id: 'Medicine' })
export type Medicine = z.infer<typeof medicine>

/** What a list's card needs of a medicine. */
export const medicineCard = medicine
  .pick({ gtin: true, manufacturer: true, substances: true, form: true, prescription: true, legal_class: true })
  .extend({ pack_quantity: z.int().nullable() })
  .meta({ id: 'MedicineCard' })

const categoryName = z.strictObject({ slug: z.string(), name: z.string() })
export const category = categoryName.extend({ children: z.array(categoryName) }).meta({ id: 'Category' })

export const catalogue = routes({
  list_categories: {
    method: 'GET',
    url: '/api/categories',
    tag: 'Catalogue',
    summary: 'The tree of categories',
    access: 'anyone',
    answer: z.strictObject({ results: z.array(category) }),
    shared: true,
    brief: true,
  },
  get_medicine: {
    method: 'GET',
    url: '/api/medicines/:gtin',
    tag: 'Catalogue',
    summary: 'What is known of a pack by its GTIN',
    access: 'anyone',
    params: z.strictObject({ gtin }),
    answer: medicine,
    refusals: ['not_found'],
    shared: true,
    brief: true,
  },
})
