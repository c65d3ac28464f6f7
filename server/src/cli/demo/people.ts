import type { Role } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { createAddress, createUser, employ, ensureAdmin, grant } from '../../modules/people/index.ts'
import { setDelivery } from '../../modules/pricing/index.ts'
import { decideShop, registerShop, setTerms } from '../../modules/shops/index.ts'
import { opened } from './plan.ts'
import {
  addressIn,
  adminUsername,
  customers,
  emailOf,
  newcomer,
  shopName,
  staff,
  staffed,
  staffUsernameOf,
  substitute,
  towns,
  usernameOf,
} from './towns.ts'
import { must } from '../../kernel/must.ts'

export type Shop = { id: number; keeper: Person }

/** A few people buy all there is in a demo: they are not to run into what keeps a shop's stock from one. */
const trying = { cash_orders_limit: 50, cash_amount_limit: 1_000_000 }

/** The shops by town, open for business. */
export async function openShops(tx: Tx, password_hash: string): Promise<Map<string, Shop>> {
  const shops = new Map<string, Shop>()
  for (const place of towns) {
    const { slug, ...shop } = await register(tx, password_hash, place, opened)
    await decideShop(tx, { slug, move: 'approve', note: null, actor_id: null, ip: null }, opened)
    await setTerms(tx, shop.id, trying)
    shops.set(place.town, shop)
  }
  const fees = towns.filter((place) => place.fee_minor > 0)
  await setDelivery(
    tx,
    fees.map(({ town, fee_minor, free_from_minor }) => ({
      shop_id: must(shops.get(town), `the shop of ${town}`).id,
      fee_minor,
      free_from_minor,
    })),
  )
  return shops
}

/** One shop that waits for the admin's word. */
export async function applyForShop(tx: Tx, password_hash: string, at: Date): Promise<void> {
  await register(tx, password_hash, newcomer, at)
}

type Place = { town: string; postcode: string; phone: string }

async function register(tx: Tx, password_hash: string, place: Place, at: Date): Promise<Shop & { slug: string }> {
  const { town, phone } = place
  const name = shopName(town)
  const keeper = await add(tx, password_hash, usernameOf(town), `Owner of ${name}`, 'shopkeeper', at)
  const profile = {
    name,
    phone,
    category: 'pharmacy',
    address: addressIn(place, name),
    licence: `DEMO-${town.toUpperCase()}`,
  }
  const shop = await registerShop(tx, { ...profile, owner_id: keeper.id }, at)
  await grant(tx, keeper.id, 'shopkeeper', shop.id)
  return { id: shop.id, slug: shop.slug, keeper: { ...keeper, shop_id: shop.id } }
}

export async function addCustomers(tx: Tx, password_hash: string, at: Date): Promise<Person[]> {
  const people: Person[] = []
  for (const { username, name, town } of customers) {
    const person = await add(tx, password_hash, username, name, 'customer', at)
    await createAddress(tx, person.id, { address: addressIn(town, name) }, at)
    people.push(person)
  }
  return people
}

/** One shop has people with duties; one of them works in another as well. */
export async function addStaff(tx: Tx, password_hash: string, shops: Map<string, Shop>, at: Date): Promise<void> {
  const shopIn = (town: string) => must(shops.get(town), `the shop of ${town}`).id
  for (const { duty, registration_number } of staff) {
    const person = await add(tx, password_hash, staffUsernameOf(duty), `Demo ${duty}`, 'staff', at)
    await employ(tx, person.id, { shop_id: shopIn(staffed.town), duties: [duty], registration_number })
  }
  const { id } = await add(tx, password_hash, substitute.username, substitute.name, 'staff', at)
  for (const town of substitute.towns)
    await employ(tx, id, { shop_id: shopIn(town), duties: ['dispenser'], registration_number: null })
}

/** An admin, unless the platform has one: whoever named their own wants no other whose password everybody knows. */
export async function addAdmin(tx: Tx, password_hash: string, at: Date): Promise<void> {
  await ensureAdmin(
    tx,
    { username: adminUsername, email: emailOf(adminUsername), name: 'Demo Admin', password_hash },
    at,
  )
}

async function add(
  tx: Tx,
  password_hash: string,
  username: string,
  name: string,
  role: Role,
  at: Date,
): Promise<Person> {
  const { id } = await createUser(
    tx,
    { username, email: emailOf(username), name, password_hash, email_verified_at: at },
    role,
    at,
  )
  return { id, username, name, role, shop_id: null, duties: [], grant_id: '', own_shops: [], session_id: '' }
}
