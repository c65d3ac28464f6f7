import { z } from 'zod'
import { routes } from './route.ts'
import { address } from './address.ts'
import { amount, deliveryTerms, instant, list, pages, prose, shopCard, slug, text } from './shape.ts'

export const shopStatuses = ['pending', 'approved', 'rejected', 'suspended'] as const
export type ShopStatus = (typeof shopStatuses)[number]

export const publicShop = shopCard
  .extend({
    category: z.string(),
    city: z.string().nullable(),
    rating: z.number().nullable(),
    rating_count: z.int(),
    currency: z.string(),
  })
  .meta({ id: 'Shop' })
export type PublicShop = z.infer<typeof publicShop>

export const shopPage = publicShop.extend({ delivery: deliveryTerms }).meta({ id: 'ShopPage' })
export type ShopPage = z.infer<typeof shopPage>

/** How a shop deals with orders. Amounts are in minor units of its currency. */
const shopTerms = {
  answer_within_hours: z.int().min(1).max(720).meta({
    description: 'An order that is not accepted by then is called off, its stock free, and both are told.',
  }),
  cash_orders_limit: z.int().min(0).max(1000).meta({
    description: 'How many orders of one person may be under way and to be paid in cash; 0: none.',
  }),
  cash_amount_limit: amount.meta({ description: 'What these may come to, together.' }),
}

export const ownShop = publicShop
  .extend({
    status: z.enum(shopStatuses),
    status_note: z.string().nullable(),
    phone: z.string(),
    licence: z.string().nullable(),
    address: address.nullable(),
    country: z.string(),
    time_zone: z.string(),
    registered_at: instant,
    ...shopTerms,
  })
  .meta({ id: 'OwnShop' })

export const adminShop = ownShop
  .extend({ owner: z.strictObject({ username: z.string(), name: z.string(), email: z.string() }) })
  .meta({ id: 'AdminShop' })
export type AdminShop = z.infer<typeof adminShop>

const one = z.strictObject({ slug })
const decision = z.strictObject({ note: prose(500).optional() })
const decide = (verb: string, summary: string) =>
  ({
    method: 'POST',
    url: `/api/admin/shops/:slug/${verb}`,
    tag: 'Platform',
    summary,
    access: 'admin',
    params: one,
    body: decision,
    answer: adminShop,
    refusals: ['not_found', 'move_not_allowed'],
  }) as const

export const shops = routes({
  list_shop_categories: {
    method: 'GET',
    url: '/api/shop-categories',
    tag: 'Shops',
    summary: 'The kinds of shop there are',
    access: 'anyone',
    answer: z.strictObject({ results: z.array(z.strictObject({ slug: z.string(), name: z.string() })) }),
    shared: true,
    brief: true,
  },
  list_shops: {
    method: 'GET',
    url: '/api/shops',
    tag: 'Shops',
    summary: 'Approved shops',
    access: 'anyone',
    query: z.strictObject({ ...pages, category: slug.optional() }),
    answer: list(publicShop),
    shared: true,
  },
  get_my_shop: {
    method: 'GET',
    url: '/api/my_shop',
    tag: 'Selling',
    summary: 'My shop, whatever its state',
    access: 'shop',
    answer: ownShop,
  },
  update_my_shop: {
    method: 'PATCH',
    url: '/api/my_shop',
    tag: 'Selling',
    summary: 'Change how my shop deals with orders',
    access: 'shopkeeper',
    body: z.strictObject(shopTerms).partial(),
    answer: ownShop,
  },
  list_admin_shops: {
    method: 'GET',
    url: '/api/admin/shops',
    tag: 'Platform',
    summary: 'All shops, newest first',
    access: 'admin',
    query: z.strictObject({ ...pages, status: z.enum(shopStatuses).optional(), q: text(120).optional() }),
    answer: list(adminShop),
  },
  approve_shop: decide('approve', 'Let a shop sell'),
  reject_shop: decide('reject', 'Turn a shop down'),
  suspend_shop: decide('suspend', 'Take a shop off the market for now'),
  reinstate_shop: decide('reinstate', 'Let a suspended shop sell again'),
})
