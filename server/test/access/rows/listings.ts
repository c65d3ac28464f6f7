import { randomUUID } from 'node:crypto'
import type { listings as contract } from '@mortar/contract'
import { aGtin, aMedicine } from '../../harness/products.ts'
import { inShop, ownProduct, type Row, type Rows } from '../row.ts'
import { aProduct } from '../town.ts'

/** For what takes something of it away, or adds to it until it is full. */
const aProductOfItsOwn: Row = { ...ownProduct, thing: async ({ people }) => (await aProduct(people.keeper)).slug }

export const listings: Rows<typeof contract> = {
  create_product: {
    given: async ({ mortar }) => ({
      body: {
        name: `Tablets ${randomUUID()}`,
        description: 'In a box.',
        category: 'pain-and-fever',
        price: 300,
        stock: 5,
        expiry_date: '2099-12-31',
        gtin: (await aMedicine(mortar)).gtin,
        sku: `T-${randomUUID()}`,
        low_stock_at: 2,
      },
    }),
  },
  get_my_product: {
    ...ownProduct,
    given: (_, slug) => ({ params: { slug } }),
    tells: { text: ({ product }) => product.slug, to: inShop },
  },
  update_product: {
    ...ownProduct,
    given: (town, slug) => ({
      params: { slug },
      body: {
        name: `Plasters ${randomUUID()}`,
        description: 'In a bigger box.',
        category: 'first-aid',
        low_stock_at: 3,
        is_live: true,
        variants: [{ sku: town.product.sku, price: 460 }],
      },
    }),
  },
  add_variants: {
    ...aProductOfItsOwn,
    given: (_, slug) => ({
      params: { slug },
      body: {
        variants: [{ sku: `V-${randomUUID()}`, options: { size: 'L' }, gtin: aGtin(), price: 500, stock: 2 }],
        expiry_date: '2099-12-31',
      },
    }),
  },
  delete_product: { ...aProductOfItsOwn, given: (_, slug) => ({ params: { slug } }) },
}
