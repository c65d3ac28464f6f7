import { randomBytes } from 'node:crypto'
import type { Client, Duty, Tokens } from '@mortar/contract'
import { sql, transact } from '../../src/kernel/database.ts'
import { makePasswords, type Passwords } from '../../src/kernel/passwords.ts'
import { ensureAdmin } from '../../src/modules/people/index.ts'
import type { Reach } from './index.ts'

export const password = 'correct horse battery'
export const address = { name: 'Test Buyer', line1: '1 rue de la Paix', city: 'Lyon', postcode: '69001', country: 'FR' }

/** Someone who is signed in. `api` speaks as them. */
export type Someone = { username: string; email: string; api: Client; tokens: Tokens }
export type Shopkeeper = Someone & { shop: string }

let hashed: Promise<string> | undefined
/** Hashing is slow by design, which is not what these tests are about; `passwords.test.ts` says how slow it is. */
export const quickPasswords = (): Passwords =>
  makePasswords({ cost: { memory: 8, passes: 1, parallelism: 1, tagLength: 32 } })
const onePasswordHash = () => (hashed ??= quickPasswords().hash(password))

export function aName(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`
}

export async function signIn(mortar: Reach, login: string): Promise<Tokens> {
  return mortar.stranger.login({ body: { login, password } })
}

/** Whose address is confirmed by decree of the database; the confirmation itself has tests of its own. */
export async function aCustomer(mortar: Reach, name = aName('customer')): Promise<Someone> {
  const customer = await aNewcomer(mortar, name)
  await confirmed(mortar, name)
  return customer
}

export async function confirmed(mortar: Reach, username: string): Promise<void> {
  await sql`update people.users set email_verified_at = ${mortar.clock.now} where username = ${username}`.execute(
    mortar.db,
  )
}

/** Registered just now. */
export async function aNewcomer(mortar: Reach, name = aName('customer')): Promise<Someone> {
  const email = `${name}@customers.test`
  await mortar.stranger.create_customer({ body: { email, username: name, password, name: `Customer ${name}` } })
  return someone(mortar, name, email)
}

export async function someone(mortar: Reach, username: string, email: string): Promise<Someone> {
  const tokens = await signIn(mortar, username)
  return { username, email, tokens, api: mortar.as(tokens.access_token) }
}

export async function anAdmin(mortar: Reach): Promise<Someone> {
  const user = {
    email: 'admin@platform.test',
    username: 'platform-admin',
    name: 'Platform admin',
    password_hash: await onePasswordHash(),
  }
  await transact(mortar.db, (tx) => ensureAdmin(tx, user, mortar.clock.now))
  return someone(mortar, user.username, user.email)
}

/** Registered, its shop pending. */
export async function aShopkeeper(mortar: Reach, name = aName('shop')): Promise<Shopkeeper> {
  const email = `${name}@shops.test`
  const { shop } = await mortar.stranger.create_shopkeeper({
    body: {
      email,
      username: name,
      password,
      name: `Keeper of ${name}`,
      shop: { name: `Pharmacy ${name}`, phone: '+33123456789', category: 'pharmacy', address },
    },
  })
  return { ...(await someone(mortar, name, email)), shop: shop.slug }
}

/**
 * Approved by decree of the database, which spares every test an admin; the approval itself has tests of its own. It takes
 * any number of cash orders.
 */
export async function anApprovedShop(mortar: Reach, name?: string): Promise<Shopkeeper> {
  const keeper = await aShopkeeper(mortar, name)
  await sql`update shops.shops set status = 'approved', is_verified = true,
    cash_orders_limit = 1000, cash_amount_limit_minor = 100000000 where slug = ${keeper.shop}`.execute(mortar.db)
  return keeper
}

type Named = Pick<Someone, 'username'>

/** Made staff of a shop by decree of the database, and acting as such wherever they are signed in. */
export async function hired(
  { db }: Pick<Reach, 'db'>,
  { username }: Named,
  keeper: Named,
  duties: Duty[] = [],
): Promise<void> {
  await sql`
    insert into people.user_grants (user_id, role, shop_id, duties, registration_number)
    select u.id, 'staff', s.id, ${duties}, ${duties.includes('pharmacist') ? 'RPPS-1' : null}
    from people.users u, shops.shops s join people.users k on k.id = s.owner_id
    where u.username = ${username} and k.username = ${keeper.username}
    on conflict (shop_id, user_id) where shop_id is not null do update set duties = excluded.duties`.execute(db)
  await sql`
    update people.sessions s set grant_id = g.id from people.users u, people.user_grants g, shops.shops p, people.users k
    where u.username = ${username} and s.user_id = u.id and s.ended_at is null and g.user_id = u.id
      and g.shop_id = p.id and k.id = p.owner_id and k.username = ${keeper.username}`.execute(db)
}
