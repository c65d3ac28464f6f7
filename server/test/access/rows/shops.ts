import type { shops as contract } from '@mortar/contract'
import { inShop, noSlug, page, type Row, type Rows } from '../row.ts'
import { shopThatIs } from '../town.ts'

const decision = (from: string): Row => ({
  thing: (town) => shopThatIs(town, from),
  missing: noSlug,
  given: (_, slug) => ({ params: { slug }, body: { note: 'Licence checked.' } }),
})

export const shops: Rows<typeof contract> = {
  list_shop_categories: {},
  list_shops: { given: () => ({ query: { ...page, category: 'pharmacy' } }) },
  update_my_shop: {
    given: () => ({ body: { answer_within_hours: 48, cash_orders_limit: 1000, cash_amount_limit: 100_000_000 } }),
  },
  get_my_shop: { tells: { text: ({ shop: slug }) => slug, to: inShop } },
  list_admin_shops: {
    given: ({ shop: slug }) => ({ query: { ...page, status: 'approved', q: slug.slice(0, 40) } }),
  },
  approve_shop: decision('pending'),
  reject_shop: decision('pending'),
  suspend_shop: decision('approved'),
  reinstate_shop: decision('suspended'),
}
