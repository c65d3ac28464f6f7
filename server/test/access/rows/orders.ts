import type { orders as contract } from '@mortar/contract'
import { full, inShop, page, seenProduct, type Row, type Rows } from '../row.ts'
import { anOrder, anOrderThat, type Actor, type Town } from '../town.ts'

const noOrder = 'ORD20200101ZZZZZZZZZZ'
const note = { note: 'Packed with care.' }
const terms = { address: full, payment_method: 'cash_on_delivery' }

const newOrder = async (town: Town) => (await anOrder(town)).order_number

const order = (reached: Actor[], thing: (town: Town) => Promise<string>, body?: object): Row => ({
  reached,
  thing,
  missing: noOrder,
  given: (_, order_number) => ({ params: { order_number }, ...(body === undefined ? {} : { body }) }),
})

/** Puts something in everybody's cart: all may buy, but nobody of the shop they belong to. */
async function fillCart({ people, product }: Town, actor: Actor): Promise<void> {
  if (actor !== 'stranger') await people[actor].api.add_to_cart({ body: { product: product.slug, quantity: 1 } })
}

const notOfOnesOwn = Object.fromEntries(inShop.map((actor) => [actor, 409]))

const told = (...to: Actor[]): Row['tells'] => ({ text: newOrder, to })

export const orders: Rows<typeof contract> = {
  checkout_cart: {
    except: notOfOnesOwn,
    given: async (town, _, actor) => {
      await fillCart(town, actor)
      return { body: terms }
    },
  },
  create_order: {
    ...seenProduct,
    except: notOfOnesOwn,
    without: 409,
    given: (town, product) => ({
      body: { ...terms, items: [{ product, variant: town.product.sku, quantity: 1 }] },
    }),
  },
  my_orders: {
    given: () => ({ query: { ...page, status: 'pending', from: '2020-01-01', to: '2099-12-31' } }),
    tells: told('customer'),
  },
  get_order: order(['customer', ...inShop, 'admin'], newOrder),
  track_order: order(['customer', ...inShop, 'admin'], newOrder),
  /** An admin who has not bought it looks on. */
  cancel_order: {
    ...order(['customer', ...inShop], newOrder),
    except: { admin: 403 },
    given: ({ product }, order_number) => ({
      params: { order_number },
      body: { ...note, items: [{ product: product.slug, variant: product.sku, quantity: 1 }] },
    }),
  },
  approve_order: order(inShop, newOrder, note),
  ship_order: order(inShop, (town) => anOrderThat(town, 'approve'), {
    ...note,
    carrier: 'By bicycle',
    tracking_number: 'B-1',
  }),
  deliver_order: order(inShop, (town) => anOrderThat(town, 'approve', 'ship'), note),
  pending_orders: { given: () => ({ query: { page: '1', page_size: '100' } }), tells: told(...inShop) },
  list_my_shop_orders: { given: () => ({ query: { ...page, status: 'pending' } }), tells: told(...inShop) },
  completed_orders: { given: () => ({ query: page }) },
  orders_today: { given: () => ({ query: page }), tells: told(...inShop, 'admin') },
  recent_orders: {
    given: () => ({ query: { n: '10', status: 'pending' } }),
    tells: told(...inShop, 'admin'),
  },
}
