import type { OwnProduct } from '@mortar/contract'
import { sql, transact } from '../../src/kernel/database.ts'
import { loadMedicines, type MedicineRow } from '../../src/modules/catalogue/index.ts'
import { aName, type Reach, type Shopkeeper } from './index.ts'

type Body = Parameters<Shopkeeper['api']['create_product']>[0]['body']

/** A product on sale, ten in stock for 5.00 unless told otherwise. */
export function aProduct(keeper: Shopkeeper, body: Partial<Body> = {}): Promise<OwnProduct> {
  const priced = body.variants === undefined ? { price: 500, stock: 10 } : {}
  return keeper.api.create_product({ body: { name: aName('Product'), category: 'first-aid', ...priced, ...body } })
}

/** A pack that the national database knows, under a GTIN that no other test has. */
export async function aMedicine(mortar: Reach, known: Partial<MedicineRow> = {}): Promise<MedicineRow> {
  const medicine: MedicineRow = {
    gtin: aGtin(),
    name: 'DOLIPRANE 500 mg, comprimé',
    brand: 'Doliprane',
    manufacturer: 'Opella Healthcare',
    substances: [{ name: 'Paracetamol', strength: '500 mg' }],
    form: 'Tablet',
    routes: ['Oral'],
    atc: 'N02BE01',
    legal_class: 'otc',
    pack_quantity: 16,
    pack_label: '16 comprimés',
    reimbursement: '65%',
    max_treatment_days: 30,
    substitution_group: null,
    substitution_role: null,
    supply: null,
    interaction_keys: [],
    ...known,
  }
  await transact(mortar.db, (tx) => loadMedicines(tx, [medicine]))
  return medicine
}

/** GTIN-13 with its check digit (GS1 General Specifications, 7.9). */
export function aGtin(): string {
  const digits = `34009${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`
  const sum = Array.from(digits).reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

export async function variantIds(mortar: Reach, slug: string): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select v.id from catalogue.variants v join catalogue.products p on p.id = v.product_id
    where p.slug = ${slug} order by v.position`.execute(mortar.db)
  return rows.map((row) => row.id)
}

/** The day so many days after the test's today, or before. */
export function inDays(mortar: Reach, days: number): string {
  return new Date(mortar.clock.now.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}
