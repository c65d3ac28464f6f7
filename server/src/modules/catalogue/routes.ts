import { catalogue as contract } from '@mortar/contract'
import { serve, type Served } from '../../kernel/module.ts'
import { getMedicine, listCategories } from './views.ts'

export const catalogueRoutes: Served[] = serve(contract, {
  list_categories: (tx) => listCategories(tx),
  get_medicine: (tx, { params }) => getMedicine(tx, params.gtin),
})
