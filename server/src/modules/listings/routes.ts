import { listings as contract } from '@mortar/contract'
import { serve, type Served } from '../../kernel/module.ts'
import { createProduct } from './create.ts'
import { deleteProduct } from './remove.ts'
import { changeProduct } from './update.ts'
import { moreVariants } from './variants.ts'
import { ownProduct } from './views.ts'

export const listingRoutes: Served[] = serve(contract, {
  create_product: (tx, { body, person, at }) => createProduct(tx, person.shop_id, body, at),
  get_my_product: (tx, { params, person, at }) => ownProduct(tx, person.shop_id, params.slug, at),
  update_product: (tx, { params, body, person, at }) => changeProduct(tx, person.shop_id, params.slug, body, at),
  add_variants: (tx, { params, body, person, at }) => moreVariants(tx, person.shop_id, params.slug, body, at),
  delete_product: (tx, { params, person, at }) => deleteProduct(tx, person.shop_id, params.slug, at),
})
