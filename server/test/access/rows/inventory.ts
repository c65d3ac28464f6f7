import { randomUUID } from 'node:crypto'
import type { inventory as contract } from '@mortar/contract'
import { ownProduct, type Rows } from '../row.ts'

export const inventory: Rows<typeof contract> = {
  restock_products_create: {
    ...ownProduct,
    without: 400,
    given: (town, product) => ({
      body: {
        lots: [
          {
            product,
            variant: town.product.sku,
            quantity: 4,
            lot: `L-${randomUUID()}`.slice(0, 40),
            expiry_date: '2099-12-31',
            unit_cost: 100,
          },
        ],
      },
    }),
  },
}
