import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { aMortar, aName, address, password, refusalOf, signIn, type Mortar } from '../../../test/harness/index.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

const shopOf = (over: object = {}) => ({
  name: 'Pharmacie de la Gare',
  phone: '+33123456789',
  category: 'pharmacy',
  ...over,
})
const keeper = (over: object = {}, name = aName('keeper')) => ({
  email: `${name}@shops.test`,
  username: name,
  password,
  name: 'A Keeper',
  shop: shopOf(over),
})

test('a shopkeeper registers with a shop that waits for approval', async () => {
  const body = keeper({ name: 'Officine du Port', address })
  const { user, shop } = await mortar.stranger.create_shopkeeper({ body })
  expect(user).toMatchObject({ username: body.username, role: 'shopkeeper', email_verified: false })
  expect(shop).toEqual({
    slug: 'officine-du-port',
    name: 'Officine du Port',
    is_verified: false,
    status: 'pending',
    category: 'pharmacy',
    rating: null,
    rating_count: 0,
  })
  const api = mortar.as((await signIn(mortar, body.username)).access_token)
  expect(await api.get_me()).toMatchObject({
    username: body.username,
    shop: { slug: shop.slug, name: shop.name, is_verified: false, status: 'pending' },
  })
  expect(await api.get_my_shop()).toMatchObject({
    status: 'pending',
    address,
    city: 'Lyon',
    country: 'FR',
    currency: 'EUR',
    time_zone: 'Europe/Paris',
  })
})

test('registration tells its two kinds apart by role', async () => {
  const { shop: profile, ...person } = keeper()
  const made = await mortar.stranger.register({ body: { ...person, shop: profile, role: 'shopkeeper' } })
  expect(made).toMatchObject({ user: { role: 'shopkeeper' }, shop: { status: 'pending' } })
  const { shop: _, ...customer } = keeper()
  const other = await mortar.stranger.register({ body: { ...customer, role: 'customer' } })
  expect(other).toEqual({ user: expect.objectContaining({ username: customer.username, role: 'customer' }) as object })
  const api = mortar.as((await signIn(mortar, customer.username)).access_token)
  expect(await api.get_me()).toMatchObject({ role: 'customer', shop: null })
})

test('a shop stands in its country: currency, clock; without address in France', async () => {
  const inBelgium = keeper({ address: { ...address, postcode: '1000', country: 'BE' } })
  await mortar.stranger.create_shopkeeper({ body: inBelgium })
  const api = mortar.as((await signIn(mortar, inBelgium.username)).access_token)
  expect(await api.get_my_shop()).toMatchObject({ country: 'BE', currency: 'EUR', time_zone: 'Europe/Brussels' })
  const nowhere = keeper()
  await mortar.stranger.create_shopkeeper({ body: nowhere })
  const other = mortar.as((await signIn(mortar, nowhere.username)).access_token)
  expect(await other.get_my_shop()).toMatchObject({ country: 'FR', address: null, city: null })
})

test('an unknown kind of shop and an unsupported country are refused together, and nobody is registered', async () => {
  const body = keeper({ category: 'bakery', address: { ...address, country: 'US' } })
  expect(await refusalOf(mortar.stranger.create_shopkeeper({ body }))).toMatchObject({
    status: 400,
    code: 'invalid_input',
    errors: [{ field: 'shop.category' }, { field: 'shop.address.country' }],
  })
  expect(await refusalOf(signIn(mortar, body.username))).toMatchObject({ code: 'invalid_credentials' })
})

test('a taken name opens no shop', async () => {
  const first = keeper({ name: 'The first' })
  await mortar.stranger.create_shopkeeper({ body: first })
  const again = { ...keeper({ name: 'The second' }), username: first.username.toUpperCase() }
  expect(await refusalOf(mortar.stranger.create_shopkeeper({ body: again }))).toMatchObject({
    status: 409,
    code: 'username_taken',
  })
  const { rows } = await sql`select from shops.shops where name = 'The second'`.execute(mortar.db)
  expect(rows).toHaveLength(0)
})

test('shops of one name have slugs of their own, also when they come at once', async () => {
  const made = await Promise.all(
    Array.from({ length: 6 }, () =>
      mortar.stranger.create_shopkeeper({ body: keeper({ name: 'Pharmacie Centrale' }) }),
    ),
  )
  const slugs = made.map(({ shop }) => shop.slug).toSorted()
  expect(slugs).toEqual(['pharmacie-centrale', ...[2, 3, 4, 5, 6].map((n) => `pharmacie-centrale-${n}`)])
})

test('a shop named like a word of our paths still gets an address', async () => {
  const { shop } = await mortar.stranger.create_shopkeeper({ body: keeper({ name: 'Search!' }) })
  expect(shop).toMatchObject({ name: 'Search!', slug: 'search-2' })
})
