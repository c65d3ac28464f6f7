import { randomUUID } from 'node:crypto'
import type { OperationId } from '@mortar/contract'
import { address, aName, password } from '../harness/index.ts'
import { aGtin, aMedicine } from '../harness/products.ts'
import { aBystander, aHire, anInvitation, anInvitationsToken, asCustomerAgain } from './staffing.ts'
import {
  actors,
  anAddress,
  aCode,
  anAppsCode,
  aNotification,
  anOrder,
  anOrderThat,
  aProduct,
  aSession,
  shopThatIs,
  signInAgain,
  someoneInsteadOf,
  spareTokens,
  withFactor,
  withoutFactor,
  type Actor,
  type Town,
} from './town.ts'

/** What is sent besides method and path. */
export type Given = { params?: Record<string, string>; query?: Record<string, string>; body?: unknown }

export type Row = {
  /** The statuses for stranger, customer, another customer, keeper, another keeper, the keeper's staff by duty (pharmacist, dispenser, counter), admin. */
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

const everyone = (status: number) => Array.from({ length: actors.length }, () => status).join(' ')
const everyoneSigned = (status: number) => everyone(status).replace(String(status), '401')
const inShop: Actor[] = ['keeper', 'pharmacist', 'dispenser', 'counter']
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
  statuses: '401 403 403 403 403 403 403 403 200',
  thing: (town) => shopThatIs(town, from),
  missing: noSlug,
  given: (_, slug) => ({ params: { slug }, body: { note: 'Licence checked.' } }),
})

const adminsOnly = '401 403 403 403 403 403 403 403 200'
const noName = 'no-such-person'
const auditFilters = {
  actor: 'platform-admin',
  action: 'user.register',
  target: 'user:platform-admin',
  from: '2020-01-01',
  to: '2099-12-31',
}

const toPerson = (thing: Row['thing'], body?: object): Row => ({
  statuses: adminsOnly,
  thing,
  missing: noName,
  given: (_, username) => ({ params: { username }, ...(body === undefined ? {} : { body }) }),
})

const work = { duties: ['pharmacist'], registration_number: 'RPPS-2' }

const note = { note: 'Packed with care.' }
const newOrder = async (town: Town) => (await anOrder(town)).order_number

const person = () => {
  const username = aName('person')
  return {
    email: `${username}@people.test`,
    username,
    password,
    name: 'A person',
    phone: '+33123456789',
    language: 'fr',
  }
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
  to: [...inShop, 'admin'] as Actor[],
}

/** One row an operation. The columns are the actors, in their order. */
export const rows: Record<OperationId, Row> = {
  create_customer: { statuses: everyone(201), given: () => ({ body: person() }) },
  create_shopkeeper: { statuses: everyone(201), given: () => ({ body: { ...person(), shop: shop() } }) },
  register: { statuses: everyone(201), given: () => ({ body: { ...person(), role: 'shopkeeper', shop: shop() } }) },
  login: {
    statuses: everyone(200),
    given: ({ spare }) => ({
      body: { login: spare.username, password, device: 'A phone', device_token: 'none', code: '000000' },
    }),
  },
  refresh_token: {
    statuses: everyone(200),
    given: async (town) => ({ body: { refresh_token: (await spareTokens(town)).refresh_token } }),
  },
  logout: {
    statuses: '401 204 204 204 204 204 204 204 204',
    given: () => ({ body: { everywhere: false } }),
    after: signInAgain,
  },
  list_sessions: { statuses: everyoneSigned(200), given: () => ({ query: page }) },
  end_session: {
    statuses: '401 204 404 404 404 404 404 404 404',
    thing: aSession,
    missing: noUuid,
    given: (_, id) => ({ params: { id } }),
  },
  get_me: {
    statuses: '401 200 200 200 200 200 200 200 200',
    tells: { text: ({ people }) => people.customer.email, to: ['customer'] },
  },

  update_me: {
    statuses: everyoneSigned(200),
    given: () => ({ body: { name: 'Another name', phone: '+33123456789', language: 'en' } }),
  },
  delete_me: {
    statuses: '401 204 204 409 409 204 204 204 409',
    given: () => ({ body: { password } }),
    after: someoneInsteadOf,
  },
  export_me: {
    statuses: everyoneSigned(200),
    tells: { text: anAddress, to: ['customer'] },
  },
  list_addresses: {
    statuses: everyoneSigned(200),
    tells: { text: anAddress, to: ['customer'] },
  },
  create_address: {
    statuses: everyoneSigned(201),
    given: () => ({ body: { address: full, is_default: true } }),
  },
  update_address: {
    statuses: '401 200 404 404 404 404 404 404 404',
    thing: anAddress,
    missing: noUuid,
    given: (_, id) => ({ params: { id }, body: { address: full, is_default: true } }),
  },
  delete_address: {
    statuses: '401 204 404 404 404 404 404 404 404',
    thing: anAddress,
    missing: noUuid,
    given: (_, id) => ({ params: { id } }),
  },

  forgot_password: { statuses: everyone(202), given: ({ spare }) => ({ body: { email: spare.email } }) },
  reset_password: {
    statuses: everyone(200),
    given: async (town) => ({
      body: { email: town.spare.email, code: await aCode(town, town.spare, 'reset_password'), password },
    }),
  },
  change_password: { statuses: everyoneSigned(204), given: () => ({ body: { password, new_password: password } }) },
  verify_email: {
    statuses: everyone(204),
    given: async (town) => ({
      body: { email: town.spare.email, code: await aCode(town, town.spare, 'verify_email') },
    }),
  },
  resend_verification: { statuses: everyone(202), given: ({ spare }) => ({ body: { email: spare.email } }) },
  change_email: { statuses: everyoneSigned(202), given: () => ({ body: { email: person().email, password } }) },
  confirm_email_change: {
    statuses: everyoneSigned(200),
    given: async (town, _, actor) => {
      const who = actor === 'stranger' ? town.spare : town.people[actor]
      return { body: { old_code: await aCode(town, who, 'old_email'), new_code: await aCode(town, who, 'new_email') } }
    },
  },
  second_factor: { statuses: everyoneSigned(200) },
  enrol_second_factor: { statuses: everyoneSigned(200), given: () => ({ body: { method: 'app', password } }) },
  confirm_second_factor: {
    statuses: everyoneSigned(200),
    given: async (town, _, actor) => {
      await withoutFactor(town, actor)
      return { body: { code: await anAppsCode(town, actor) } }
    },
    after: withoutFactor,
  },
  disable_second_factor: {
    statuses: everyoneSigned(204),
    given: async (town, _, actor) => {
      await withFactor(town, actor)
      return { body: { password } }
    },
    after: withoutFactor,
  },
  renew_recovery_codes: {
    statuses: everyoneSigned(200),
    given: async (town, _, actor) => {
      await withFactor(town, actor)
      return { body: { password } }
    },
    after: withoutFactor,
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
  update_my_shop: {
    statuses: '401 403 403 200 200 403 403 403 403',
    given: () => ({ body: { answer_within_hours: 48, cash_orders_limit: 1000, cash_amount_limit: 100_000_000 } }),
  },
  get_my_shop: {
    statuses: '401 403 403 200 200 200 200 200 403',
    tells: { text: ({ shop: slug }) => slug, to: inShop },
  },
  list_admin_shops: {
    statuses: '401 403 403 403 403 403 403 403 200',
    given: ({ shop: slug }) => ({ query: { ...page, status: 'approved', q: slug.slice(0, 40) } }),
  },
  approve_shop: decision('pending'),
  reject_shop: decision('pending'),
  suspend_shop: decision('approved'),
  reinstate_shop: decision('suspended'),

  active_users: { statuses: adminsOnly, given: () => ({ query: { ...page, type: 'customer' } }) },
  list_users: {
    statuses: adminsOnly,
    given: ({ people }) => ({ query: { ...page, q: people.customer.username, role: 'customer', state: 'unverified' } }),
  },
  get_user: {
    ...toPerson(({ people }) => people.customer.username),
    tells: { text: ({ people }) => people.customer.email, to: ['admin'] },
  },
  update_user: toPerson((town) => aBystander(town), { role: 'admin' }),
  block_user: toPerson((town) => aBystander(town), { reason: 'Sold their account.' }),
  unblock_user: toPerson((town) => aBystander(town, { isBlocked: true }), { reason: 'It was a mistake.' }),
  reset_second_factor: toPerson((town) => aBystander(town, { hasFactor: true }), { reason: 'Lost their phone.' }),
  get_settings: { statuses: adminsOnly },
  update_settings: {
    statuses: adminsOnly,
    given: () => ({ body: { single_device: { customer: true }, require_second_factor: { customer: false } } }),
  },
  list_audit_log: { statuses: adminsOnly, given: () => ({ query: { ...page, ...auditFilters } }) },
  export_audit_log: { statuses: adminsOnly, given: () => ({ query: auditFilters }) },

  list_staff: {
    statuses: '401 403 403 200 200 403 403 403 403',
    tells: { text: ({ people }) => people.counter.email, to: ['keeper'] },
  },
  invite_staff: {
    statuses: '401 403 403 201 201 403 403 403 403',
    given: () => ({ body: { email: `${aName('guest')}@people.test`, ...work } }),
  },
  withdraw_invitation: {
    statuses: '401 403 403 204 404 403 403 403 403',
    thing: (town) => anInvitation(town),
    missing: noUuid,
    given: (_, id) => ({ params: { id } }),
  },
  update_staff: {
    statuses: '401 403 403 200 404 403 403 403 403',
    thing: aHire,
    missing: noName,
    given: (_, username) => ({ params: { username }, body: work }),
  },
  remove_staff: {
    statuses: '401 403 403 204 404 403 403 403 403',
    thing: aHire,
    missing: noName,
    given: (_, username) => ({ params: { username } }),
  },
  view_invitation: {
    statuses: everyone(200),
    given: async (town) => ({ body: { token: await anInvitationsToken(town) } }),
  },
  accept_invitation: {
    statuses: everyone(201),
    given: async (town) => {
      const { email: _, language: __, ...newcomer } = person()
      return { body: { ...newcomer, token: await anInvitationsToken(town) } }
    },
  },
  join_staff: {
    statuses: '401 200 200 403 403 403 403 403 403',
    given: async (town, _, actor) => ({ body: { token: await anInvitationsToken(town, actor) } }),
    after: asCustomerAgain,
  },

  list_categories: { statuses: everyone(200) },
  get_medicine: {
    statuses: everyone(200),
    thing: ({ gtin }) => gtin,
    missing: noGtin,
    given: (_, gtin) => ({ params: { gtin } }),
  },
  create_product: {
    statuses: '401 403 403 201 201 201 201 403 403',
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
    statuses: '401 403 403 200 404 200 200 200 403',
    thing: ({ product }) => product.slug,
    missing: noSlug,
    given: (_, slug) => ({ params: { slug } }),
    tells: { text: ({ product }) => product.slug, to: inShop },
  },
  update_product: {
    statuses: '401 403 403 200 404 200 200 403 403',
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
  add_variants: {
    statuses: '401 403 403 201 404 201 201 403 403',
    thing: async ({ people }) => (await aProduct(people.keeper)).slug,
    missing: noSlug,
    given: (_, slug) => ({
      params: { slug },
      body: {
        variants: [{ sku: `V-${randomUUID()}`, options: { size: 'L' }, gtin: aGtin(), price: 500, stock: 2 }],
        expiry_date: '2099-12-31',
      },
    }),
  },
  delete_product: {
    statuses: '401 403 403 204 404 204 204 403 403',
    thing: async ({ people }) => (await aProduct(people.keeper)).slug,
    missing: noSlug,
    given: (_, slug) => ({ params: { slug } }),
  },

  restock_products: {
    statuses: '401 403 403 200 200 200 200 200 403',
    given: () => ({ query: { ...page, q: 'plasters' } }),
  },
  restock_products_create: {
    statuses: '401 403 403 201 400 201 201 403 403',
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
    statuses: '401 403 403 200 200 200 200 200 403',
    given: ({ product }) => ({
      query: { ...page, q: product.sku, product: product.slug, expires_before: '2199-12-31' },
    }),
    tells: { text: ({ product }) => product.slug, to: inShop },
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
  get_my_shop_waiting: { statuses: '401 403 403 200 200 200 200 200 403' },
  my_products: {
    statuses: '401 403 403 200 200 200 200 200 403',
    given: ({ product }) => ({ query: { ...page, q: 'plasters', product: product.slug, sort: 'newest' } }),
    tells: { text: ({ product }) => product.slug, to: inShop },
  },

  view_cart: { statuses: everyone(200) },
  add_to_cart: { statuses: everyone(200), without: 404, ...cartLine(1) },
  update_cart: { statuses: everyone(200), without: 404, ...cartLine(2) },
  remove_from_cart: { statuses: everyone(200), without: 200, ...cartLine(1), hidden: undefined },

  checkout_cart: {
    statuses: '401 201 201 403 403 403 403 403 403',
    given: async (town, _, actor) => {
      await fillCart(town, actor)
      return { body: terms }
    },
  },
  create_order: {
    statuses: '401 201 201 403 403 403 403 403 403',
    thing: ({ product }) => product.slug,
    missing: noSlug,
    without: 409,
    hidden: ({ hiddenProduct }) => hiddenProduct.slug,
    given: (town, product) => ({
      body: { ...terms, items: [{ product, variant: town.product.sku, quantity: 1 }] },
    }),
  },
  my_orders: {
    statuses: everyoneSigned(200),
    given: () => ({ query: { ...page, status: 'pending', from: '2020-01-01', to: '2099-12-31' } }),
    tells: { text: keepersOrders.text, to: ['customer'] },
  },
  get_order: order(newOrder, '401 200 404 200 404 200 200 200 200'),
  track_order: order(newOrder, '401 200 404 200 404 200 200 200 200'),
  cancel_order: order(newOrder, '401 200 404 200 404 200 200 200 403', note),
  approve_order: order(newOrder, '401 403 403 200 404 200 200 200 403', note),
  ship_order: order((town) => anOrderThat(town, 'approve'), '401 403 403 200 404 200 200 200 403', {
    ...note,
    carrier: 'By bicycle',
    tracking_number: 'B-1',
  }),
  deliver_order: order((town) => anOrderThat(town, 'approve', 'ship'), '401 403 403 200 404 200 200 200 403', note),
  pending_orders: {
    statuses: '401 403 403 200 200 200 200 200 403',
    given: () => ({ query: { page: '1', page_size: '100' } }),
    tells: { text: keepersOrders.text, to: inShop },
  },
  list_my_shop_orders: {
    statuses: '401 403 403 200 200 200 200 200 403',
    given: () => ({ query: { ...page, status: 'pending' } }),
    tells: { text: keepersOrders.text, to: inShop },
  },
  completed_orders: { statuses: '401 403 403 200 200 200 200 200 403', given: () => ({ query: page }) },
  orders_today: {
    statuses: '401 403 403 200 200 200 200 200 200',
    given: () => ({ query: page }),
    tells: keepersOrders,
  },
  recent_orders: {
    statuses: '401 403 403 200 200 200 200 200 200',
    given: () => ({ query: { n: '10', status: 'pending' } }),
    tells: keepersOrders,
  },
  pay_fake: {
    statuses: '401 200 404 404 404 404 404 404 404',
    thing: async (town) => (await anOrder(town, 'fake')).payment_id,
    missing: noUuid,
    given: (_, id) => ({ params: { id }, body: { outcome: 'paid' } }),
  },

  notifications: {
    statuses: '401 200 200 200 200 200 200 200 200',
    given: () => ({ query: { ...page, unread: 'true' } }),
    tells: { text: aNotification, to: ['customer'] },
  },
  mark_notification_read: {
    statuses: '401 200 404 404 404 404 404 404 404',
    thing: aNotification,
    missing: noUuid,
    given: (_, uuid) => ({ params: { uuid } }),
  },
  mark_notifications_read: { statuses: '401 200 200 200 200 200 200 200 200' },
  list_dev_mail: { statuses: everyone(200), given: () => ({ query: { ...page, to: 'nobody@people.test' } }) },
}
