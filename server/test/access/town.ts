import type { Duty } from '@mortar/contract'
import type { CodePurpose } from '@mortar/contract/facts'
import { randomUUID } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { sql } from '../../src/kernel/database.ts'
import { makeCodes } from '../../src/modules/people/index.ts'
import {
  aCustomer,
  address,
  aMortar,
  anAdmin,
  confirmed,
  hired,
  anApprovedShop,
  aShopkeeper,
  signIn,
  someone,
  type Mortar,
  type Someone,
} from '../harness/index.ts'
import { aMedicine } from '../harness/products.ts'

/** Everyone who may call, in the order of the matrix's columns. Things belong to `customer` and to `keeper`'s shop. */
export const actors = [
  'stranger',
  'customer',
  'other_customer',
  'keeper',
  'other_keeper',
  'pharmacist',
  'dispenser',
  'counter',
  'admin',
] as const
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

export async function aTown(open: () => Promise<Mortar> = aMortar): Promise<Town> {
  const mortar = await open()
  const keeper = await anApprovedShop(mortar)
  const suspended = await anApprovedShop(mortar)
  const waiting = await aShopkeeper(mortar)
  const people = {
    customer: await aCustomer(mortar),
    other_customer: await aCustomer(mortar),
    keeper,
    other_keeper: await anApprovedShop(mortar),
    pharmacist: await staffOf(mortar, keeper, 'pharmacist'),
    dispenser: await staffOf(mortar, keeper, 'dispenser'),
    counter: await staffOf(mortar, keeper, 'counter'),
    admin: await anAdmin(mortar),
  }
  for (const { username } of [people.keeper, people.other_keeper]) await confirmed(mortar, username)
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
    gtin: (await aMedicine(mortar)).gtin,
  }
}

async function staffOf(mortar: Mortar, keeper: Someone, duty: Duty): Promise<Someone> {
  const person = await aCustomer(mortar)
  await hired(mortar, person, keeper, [duty])
  return person
}

export type Product = { slug: string; sku: string }

export async function aProduct({ api }: Someone): Promise<Product> {
  const name = `Plasters ${randomUUID()}`
  const lot = { stock: 100_000, expiry_date: '2098-12-31' }
  const { slug, variants } = await api.create_product({ body: { name, category: 'first-aid', price: 450, ...lot } })
  return { slug, sku: variants[0]?.sku ?? '' }
}

type Bought = { order_number: string; payment_id: string }

/** By which somebody acts who has not said. */
export async function grantOf({ mortar }: Town, { username }: Someone): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select people.usual_grant(id) as id from people.users where username = ${username}`.execute(mortar.db)
  return rows[0]?.id ?? ''
}

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

/** After a call that deletes the actor's account, where it does: somebody new takes the place. */
export async function someoneInsteadOf({ mortar, people }: Town, actor: Actor): Promise<void> {
  if (actor === 'customer' || actor === 'other_customer') people[actor] = await aCustomer(mortar)
  if (actor === 'pharmacist' || actor === 'dispenser' || actor === 'counter')
    people[actor] = await staffOf(mortar, people.keeper, actor)
}

/** The only one that `customer` has saved: more would soon be too many. */
export async function anAddress({ people }: Town): Promise<string> {
  const { api } = people.customer
  for (const { id } of (await api.list_addresses()).results) await api.delete_address({ params: { id } })
  return (await api.create_address({ body: { address } })).id
}

export async function spareTokens({ mortar, spare }: Town) {
  return signIn(mortar, spare.username)
}

/** One more session of `customer`'s, on a device that does nothing. */
export async function aSession({ mortar, people }: Town): Promise<string> {
  const id = randomUUID()
  const at = mortar.clock.now
  await sql`
    insert into people.sessions (id, user_id, created_at, last_seen_at, expires_at)
    select ${id}, id, ${at}, ${at}, ${at}::timestamptz + interval '1 day'
    from people.users where username = ${people.customer.username}`.execute(mortar.db)
  return id
}

/** A code as if it had been mailed to somebody's own address just now. */
export async function aCode({ mortar }: Town, { username }: Someone, purpose: CodePurpose): Promise<string> {
  const nonce = randomUUID()
  const at = mortar.clock.now
  const { rows } = await sql<{ user_id: number }>`
    insert into people.codes (user_id, purpose, nonce, target, expires_at, sends_since)
    select id, ${purpose}, ${nonce}, email, ${at}::timestamptz + interval '1 hour', ${at}
    from people.users where username = ${username}
    on conflict (user_id, purpose) do update
    set nonce = excluded.nonce, target = excluded.target, expires_at = excluded.expires_at, used_at = null
    returning user_id`.execute(mortar.db)
  return makeCodes(mortar.config.secret).of(rows[0]?.user_id ?? 0, purpose, nonce)
}

/** What the app shows that somebody has just begun to enrol. */
export async function anAppsCode({ mortar, people }: Town, actor: Actor): Promise<string> {
  if (actor === 'stranger') return '000000'
  const { secret } = await people[actor].api.enrol_second_factor({ body: {} })
  return new TOTP({ secret: Secret.fromBase32(secret ?? '') }).generate({ timestamp: mortar.clock.now.getTime() })
}

/** Codes by mail are on, by decree of the database. */
export async function withFactor({ mortar, people }: Town, actor: Actor): Promise<void> {
  if (actor === 'stranger') return
  await sql`
    insert into people.second_factors (user_id, method, confirmed_at)
    select id, 'mail', ${mortar.clock.now} from people.users where username = ${people[actor].username}
    on conflict (user_id) do update set method = 'mail', secret = null, confirmed_at = excluded.confirmed_at`.execute(
    mortar.db,
  )
}

export async function withoutFactor({ mortar, people }: Town, actor: Actor): Promise<void> {
  if (actor === 'stranger') return
  await sql`
    delete from people.second_factors f using people.users u
    where u.id = f.user_id and u.username = ${people[actor].username}`.execute(mortar.db)
}
