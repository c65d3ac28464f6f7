import { randomUUID } from 'node:crypto'
import { sql } from '../../src/kernel/database.ts'
import {
  aCustomer,
  address,
  aMortar,
  anAdmin,
  anApprovedShop,
  aShopkeeper,
  signIn,
  someone,
  type Mortar,
  type Someone,
} from '../harness/index.ts'

/** Everyone who may call, in the order of the matrix's columns. Things belong to `customer` and to `keeper`'s shop. */
export const actors = ['stranger', 'customer', 'other_customer', 'keeper', 'other_keeper', 'staff', 'admin'] as const
export type Actor = (typeof actors)[number]
type Signed = Exclude<Actor, 'stranger'>

/** A small town: two customers, two shops that sell, one that waits and one that was suspended, and an admin. */
export type Town = {
  mortar: Mortar
  people: Record<Signed, Someone>
  /** Someone whose sessions may come and go. */
  spare: Someone
  shop: string
  waitingShop: string
  product: Product
  /** Of the suspended shop: it is there, and for nobody to see. */
  hiddenProduct: Product
  gtin: string
}

export async function aTown(): Promise<Town> {
  const mortar = await aMortar()
  const keeper = await anApprovedShop(mortar)
  const suspended = await anApprovedShop(mortar)
  const waiting = await aShopkeeper(mortar)
  const people = {
    customer: await aCustomer(mortar),
    other_customer: await aCustomer(mortar),
    keeper,
    other_keeper: await anApprovedShop(mortar),
    staff: await staffOf(mortar, keeper),
    admin: await anAdmin(mortar),
  }
  const product = await aProduct(keeper)
  const hiddenProduct = await aProduct(suspended)
  await people.admin.api.suspend_shop({ params: { slug: suspended.shop }, body: {} })
  return {
    mortar,
    people,
    spare: await aCustomer(mortar),
    shop: keeper.shop,
    waitingShop: waiting.shop,
    product,
    hiddenProduct,
    gtin: await aMedicine(mortar),
  }
}

/** Hired by decree of the database. */
async function staffOf(mortar: Mortar, keeper: Someone): Promise<Someone> {
  const person = await aCustomer(mortar)
  await sql`
    update people.grants g set role = 'staff', duties = '{counter}', shop_id = k.shop_id
    from people.users u, people.users ku join people.grants k on k.user_id = ku.id
    where g.user_id = u.id and u.username = ${person.username} and ku.username = ${keeper.username}`.execute(mortar.db)
  return person
}

export type Product = { slug: string; sku: string }

export async function aProduct({ api }: Someone): Promise<Product> {
  const name = `Plasters ${randomUUID()}`
  const lot = { stock: 100_000, expiry_date: '2098-12-31' }
  const { slug, variants } = await api.create_product({ body: { name, category: 'first-aid', price: 450, ...lot } })
  return { slug, sku: variants[0]?.sku ?? '' }
}

async function aMedicine({ db }: Mortar): Promise<string> {
  const gtin = '3400936000001'
  await db
    .insertInto('catalogue.medicines')
    .values({
      gtin,
      name: 'PARACETAMOL 500 mg, tablet',
      brand: 'Paracetamol',
      manufacturer: 'Example Laboratory',
      substances: JSON.stringify([{ name: 'paracetamol', strength: '500 mg' }]),
      form: 'tablet',
      routes: ['oral'],
      legal_class: 'otc',
      pack_label: 'blister of 16',
      substance_keys: ['paracetamol'],
      manufacturer_key: 'example laboratory',
      form_key: 'tablet',
    })
    .execute()
  return gtin
}

type Bought = { order_number: string; payment_id: string }

/** Bought by `customer` of `keeper`, new each time. */
export async function anOrder(town: Town, method: 'cash_on_delivery' | 'fake' = 'cash_on_delivery'): Promise<Bought> {
  const { orders, payment } = await town.people.customer.api.create_order({
    body: { address, payment_method: method, items: [{ product: town.product.slug, quantity: 1 }] },
    headers: { 'idempotency-key': randomUUID() },
  })
  return { order_number: orders[0]?.order_number ?? '', payment_id: payment.id }
}

/** An order that its shop has brought so far. */
export async function anOrderThat(town: Town, ...moves: ('approve' | 'ship')[]): Promise<string> {
  const { order_number } = await anOrder(town)
  const { api } = town.people.keeper
  for (const move of moves) {
    const call = { params: { order_number }, body: {} }
    await (move === 'approve' ? api.approve_order(call) : api.ship_order(call))
  }
  return order_number
}

/** In `customer`'s inbox, unread. */
export async function aNotification({ mortar, people }: Town): Promise<string> {
  const { rows } = await sql<{ uuid: string }>`
    insert into notifications.inbox (user_id, kind, data, key, created_at)
    select id, 'order_delivered', ${{ order_number: 'ORD1', shop: 'A shop' }}, ${randomUUID()}, ${mortar.clock.now}
    from people.users where username = ${people.customer.username}
    returning uuid`.execute(mortar.db)
  return rows[0]?.uuid ?? ''
}

/** The shop that waits, put back to a state from which the next move is open. */
export async function shopThatIs({ mortar, waitingShop }: Town, status: string): Promise<string> {
  await sql`update shops.shops set status = ${status} where slug = ${waitingShop}`.execute(mortar.db)
  return waitingShop
}

/** After a call that ends the actor's session. */
export async function signInAgain({ mortar, people }: Town, actor: Actor): Promise<void> {
  if (actor === 'stranger') return
  const { username, email } = people[actor]
  people[actor] = await someone(mortar, username, email)
}

export async function spareTokens({ mortar, spare }: Town) {
  return signIn(mortar, spare.username)
}
