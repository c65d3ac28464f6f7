import { randomUUID } from 'node:crypto'
import type { OperationId } from '@mortar/contract'
import { address, aName, password } from '../harness/index.ts'
import {
  aNotification,
  anOrder,
  anOrderThat,
  aProduct,
  shopThatIs,
  signInAgain,
  spareTokens,
  type Actor,
  type Town,
} from './town.ts'

/** What is sent besides method and path. */
export type Given = { params?: Record<string, string>; query?: Record<string, string>; body?: unknown }

export type Row = {
  /** The statuses for stranger, customer, another customer, keeper, another keeper, staff of the keeper, admin. */
  statuses: string
  /** What the call names: made for each call, it belongs to `customer` and to `keeper`'s shop. */
  thing?: (town: Town) => Promise<string> | string
  /** A name of the right form that nothing bears; who might reach the thing then gets `without`. */
  missing?: string
  without?: number
  /** There, but for nobody: to everyone it is like missing. */
  hidden?: (town: Town) => string
  /** Every part the operation can take, valid. */
  given?: (town: Town, thing: string, actor: Actor) => Given | Promise<Given>
  /** A text of the owner's that only these may find in a success answer. */
  tells?: { text: (town: Town) => Promise<string> | string; to: Actor[] }
  after?: (town: Town, actor: Actor) => Promise<void>
}

const everyone = (status: number) => Array.from({ length: 7 }, () => status).join(' ')
const page = { page: '1', page_size: '20' }

const noSlug = 'no-such-thing'
const noUuid = '00000000-0000-4000-8000-000000000000'
const noOrder = 'ORD20200101ZZZZZZZZZZ'
const noGtin = '00000000'

const order = (thing: Row['thing'], statuses: string, body?: object): Row => ({
  statuses,
  thing,
  missing: noOrder,
  given: (_, order_number) => ({ params: { order_number }, ...(body === undefined ? {} : { body }) }),
})

const decision = (from: string): Row => ({
  statuses: '401 403 403 403 403 403 200',
  thing: (town) => shopThatIs(town, from),
  missing: noSlug,
  given: (_, slug) => ({ params: { slug }, body: { note: 'Licence checked.' } }),
})

const note = { note: 'Packed with care.' }
const newOrder = async (town: Town) => (await anOrder(town)).order_number

const person = () => {
  const username = aName('person')
  return { email: `${username}@people.test`, username, password, name: 'A person', phone: '+33123456789' }
}
const shop = () => ({ name: aName('Shop'), phone: '+33123456789', category: 'pharmacy', address, licence: 'FR-1' })

/** Puts something in the cart of whoever may check out. */
async function fillCart({ people, product }: Town, actor: Actor): Promise<void> {
  if (actor === 'customer' || actor === 'other_customer')
    await people[actor].api.add_to_cart({ body: { product: product.slug, quantity: 1 } })
}

const cartLine = (quantity: number): Pick<Row, 'thing' | 'missing' | 'hidden' | 'given'> => ({
  thing: ({ product }) => product.slug,
  missing: noSlug,
  hidden: ({ hiddenProduct }) => hiddenProduct.slug,
  given: (town, product) => ({ body: { product, variant: town.product.sku, quantity } }),
})

const full = { ...address, phone: '+33123456789', line2: 'Hall B', region: 'Rhône' }
const terms = { address: full, payment_method: 'cash_on_delivery' }
const keepersOrders = {
  text: async (town: Town) => (await anOrder(town)).order_number,
  to: ['keeper', 'staff', 'admin'] as Actor[],
}

/** One row an operation. The columns are: stranger, customer, another customer, keeper, another keeper, staff, admin. */
export const rows: Record<OperationId, Row> = {
  create_customer: { statuses: everyone(201), given: () => ({ body: person() }) },
  create_shopkeeper: { statuses: everyone(201), given: () => ({ body: { ...person(), shop: shop() } }) },
  register: { statuses: everyone(201), given: () => ({ body: { ...person(), role: 'shopkeeper', shop: shop() } }) },
  login: {
    statuses: everyone(200),
    given: ({ spare }) => ({ body: { login: spare.username, password, device: 'A phone', device_token: 'none' } }),
  },
  refresh_token: {
    statuses: everyone(200),
    given: async (town) => ({ body: { refresh_token: (await spareTokens(town)).refresh_token } }),
  },
  logout: {
    statuses: '401 204 204 204 204 204 204',
    given: () => ({ body: { everywhere: false } }),
    after: signInAgain,
  },
  list_sessions: { statuses: '401 200 200 200 200 200 200' },
  get_me: {
    statuses: '401 200 200 200 200 200 200',
    tells: { text: ({ people }) => people.customer.email, to: ['customer'] },
  },

  list_shop_categories: { statuses: everyone(200) },
  list_shops: { statuses: everyone(200), given: () => ({ query: { ...page, category: 'pharmacy' } }) },
  get_shop: {
    statuses: everyone(200),
    thing: ({ shop: slug }) => slug,
    missing: noSlug,
    hidden: ({ waitingShop }) => waitingShop,
    given: (_, slug) => ({ params: { slug } }),
  },
  get_my_shop: {
    statuses: '401 403 403 200 200 200 403',
    tells: { text: ({ shop: slug }) => slug, to: ['keeper', 'staff'] },
  },
  list_admin_shops: {
    statuses: '401 403 403 403 403 403 200',
    given: ({ shop: slug }) => ({ query: { ...page, status: 'approved', q: slug.slice(0, 40) } }),
  },
  approve_shop: decision('pending'),
  reject_shop: decision('pending'),
  suspend_shop: decision('approved'),
  reinstate_shop: decision('suspended'),

  list_categories: { statuses: everyone(200) },
  get_medicine: {
    statuses: everyone(200),
    thing: ({ gtin }) => gtin,
    missing: noGtin,
    given: (_, gtin) => ({ params: { gtin } }),
  },
  create_product: {
    statuses: '401 403 403 201 201 201 403',
    given: ({ gtin }) => ({
      body: {
        name: `Tablets ${randomUUID()}`,
        description: 'In a box.',
        category: 'pain-and-fever',
        price: 300,
        stock: 5,
        expiry_date: '2099-12-31',
        gtin,
        sku: `T-${randomUUID()}`,
        low_stock_at: 2,
      },
    }),
  },
  update_product: {
    statuses: '401 403 403 200 404 200 403',
    thing: ({ product }) => product.slug,
    missing: noSlug,
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
  delete_product: {
    statuses: '401 403 403 204 404 204 403',
    thing: async ({ people }) => (await aProduct(people.keeper)).slug,
    missing: noSlug,
    given: (_, slug) => ({ params: { slug } }),
  },

  restock_products: { statuses: '401 403 403 200 200 200 403', given: () => ({ query: page }) },
  restock_products_create: {
    statuses: '401 403 403 201 400 201 403',
    thing: ({ product }) => product.slug,
    missing: noSlug,
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
  list_lots: {
    statuses: '401 403 403 200 200 200 403',
    given: ({ product }) => ({ query: { ...page, product: product.slug, expires_before: '2199-12-31' } }),
    tells: { text: ({ product }) => product.slug, to: ['keeper', 'staff'] },
  },

  search_products: {
    statuses: everyone(200),
    given: ({ shop: slug }) => ({
      query: {
        ...page,
        q: 'plasters',
        category: 'first-aid',
        shop: slug,
        min_price: '1',
        max_price: '100000',
        in_stock: 'true',
        prescription: 'false',
        manufacturer: 'Example Laboratory',
        substance: 'paracetamol',
        form: 'tablet',
        strength: '500 mg',
        expires_after: '2026-01-01',
        sort: 'price',
      },
    }),
  },
  get_product: {
    statuses: everyone(200),
    thing: ({ product }) => product.slug,
    missing: noSlug,
    hidden: ({ hiddenProduct }) => hiddenProduct.slug,
    given: (_, slug) => ({ params: { slug } }),
  },
  expensive_products: {
    statuses: everyone(200),
    given: () => ({ query: { ...page, category: 'first-aid', history: 'true' } }),
  },
  price_history: {
    statuses: everyone(200),
    thing: ({ product }) => product.slug,
    missing: noSlug,
    hidden: ({ hiddenProduct }) => hiddenProduct.slug,
    given: (_, slug) => ({ params: { slug }, query: page }),
  },
  my_products: {
    statuses: '401 403 403 200 200 200 403',
    given: () => ({ query: { ...page, q: 'plasters', sort: 'newest' } }),
    tells: { text: ({ product }) => product.slug, to: ['keeper', 'staff'] },
  },

  view_cart: { statuses: everyone(200) },
  add_to_cart: { statuses: everyone(200), without: 404, ...cartLine(1) },
  update_cart: { statuses: everyone(200), without: 404, ...cartLine(2) },
  remove_from_cart: { statuses: everyone(200), without: 200, ...cartLine(1), hidden: undefined },

  checkout_cart: {
    statuses: '401 201 201 403 403 403 403',
    given: async (town, _, actor) => {
      await fillCart(town, actor)
      return { body: terms }
    },
  },
  create_order: {
    statuses: '401 201 201 403 403 403 403',
    thing: ({ product }) => product.slug,
    missing: noSlug,
    without: 409,
    hidden: ({ hiddenProduct }) => hiddenProduct.slug,
    given: (town, product) => ({
      body: { ...terms, items: [{ product, variant: town.product.sku, quantity: 1 }] },
    }),
  },
  my_orders: {
    statuses: '401 200 200 403 403 403 403',
    given: () => ({ query: { ...page, status: 'pending', from: '2020-01-01', to: '2099-12-31' } }),
    tells: { text: keepersOrders.text, to: ['customer'] },
  },
  get_order: order(newOrder, '401 200 404 200 404 200 200'),
  track_order: order(newOrder, '401 200 404 200 404 200 200'),
  cancel_order: order(newOrder, '401 200 404 200 404 200 403', note),
  approve_order: order(newOrder, '401 403 403 200 404 200 403', note),
  ship_order: order((town) => anOrderThat(town, 'approve'), '401 403 403 200 404 200 403', {
    ...note,
    carrier: 'By bicycle',
    tracking_number: 'B-1',
  }),
  deliver_order: order((town) => anOrderThat(town, 'approve', 'ship'), '401 403 403 200 404 200 403', note),
  pending_orders: {
    statuses: '401 403 403 200 200 200 403',
    given: () => ({ query: { page: '1', page_size: '100' } }),
    tells: { text: keepersOrders.text, to: ['keeper', 'staff'] },
  },
  completed_orders: { statuses: '401 403 403 200 200 200 403', given: () => ({ query: page }) },
  orders_today: { statuses: '401 403 403 200 200 200 200', given: () => ({ query: page }), tells: keepersOrders },
  recent_orders: {
    statuses: '401 403 403 200 200 200 200',
    given: () => ({ query: { n: '10', status: 'pending' } }),
    tells: keepersOrders,
  },
  pay_fake: {
    statuses: '401 200 404 403 403 403 403',
    thing: async (town) => (await anOrder(town, 'fake')).payment_id,
    missing: noUuid,
    given: (_, id) => ({ params: { id }, body: { outcome: 'paid' } }),
  },

  notifications: {
    statuses: '401 200 200 200 200 200 200',
    given: () => ({ query: { ...page, unread: 'true' } }),
    tells: { text: aNotification, to: ['customer'] },
  },
  mark_notification_read: {
    statuses: '401 200 404 404 404 404 404',
    thing: aNotification,
    missing: noUuid,
    given: (_, uuid) => ({ params: { uuid } }),
  },
  mark_notifications_read: { statuses: '401 200 200 200 200 200 200' },
  list_dev_mail: { statuses: everyone(200), given: () => ({ query: { ...page, to: 'nobody@people.test' } }) },
}
