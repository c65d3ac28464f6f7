import type { Kernel, Module } from '../../kernel/module.ts'
import { renew } from './renew.ts'
import { catalogueRoutes } from './routes.ts'

export { gtinForms } from './gtin.ts'
export { findMedicine, findMedicines, loadMedicines, type MedicineRow } from './medicines.ts'
export {
  addVariants,
  archiveVariants,
  insertProduct,
  insertProducts,
  lockProduct,
  removeProduct,
  updateProduct,
  variantsOf,
  type InsertedProduct,
  type KnownVariant,
  type NewProduct,
} from './products.ts'
export { supplyOf, type TaxClass } from './supply.ts'
export { searchQuery, searchText, strengthTokens, termsVersion } from './terms.ts'
export { isCategory, isOffered, medicineCardJson, medicineJson } from './views.ts'

export function catalogue({ db }: Kernel): Module {
  return {
    name: 'catalogue',
    routes: catalogueRoutes,
    tasks: { renew_terms: () => renew(db) },
    schedules: [{ task: 'renew_terms', cron: '* * * * *' }],
  }
}
