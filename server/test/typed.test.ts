import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aTown, anOrder, type Town } from './access/town.ts'
import { aCustomer, address, password, refusalOf } from './harness/index.ts'

// What people type is read as they mean it.

let town: Town
beforeAll(async () => {
  town = await aTown()
})
afterAll(() => town.mortar.close())

test('phones put a blank after what they complete: who signs in with it gets in', async () => {
  const { username, email } = await aCustomer(town.mortar)
  for (const login of [`${email} `, ` ${username} `, email.toUpperCase()])
    expect((await town.mortar.stranger.login({ body: { login, password } })).user.username).toBe(username)
  expect(
    await refusalOf(town.mortar.stranger.login({ body: { login: email, password: `${password} ` } })),
  ).toMatchObject({
    code: 'invalid_credentials',
  })
})

test('who registers with blanks around the name has none in it', async () => {
  const name = `blank-${Date.now().toString(36)}`
  const body = { email: ` ${name}@customers.test `, username: `${name} `, password, name: ' Ada  ' }
  expect(await town.mortar.stranger.create_customer({ body })).toMatchObject({
    email: `${name}@customers.test`,
    username: name,
    name: 'Ada',
  })
})

test('an order is found by its number however it is read off a paper', async () => {
  const { order_number } = await anOrder(town)
  const small = order_number.toLowerCase()
  const spaced = `${order_number.slice(0, 3)} ${order_number.slice(3, 11)} ${order_number.slice(11)} `
  const misread = order_number.replace(/(?<=^ORD\d*)0/g, 'O').replaceAll('1', 'l')
  for (const typed of [small, spaced, misread])
    expect(await town.people.customer.api.track_order({ params: { order_number: typed } })).toMatchObject({
      order_number,
    })
})

test('what is no order number is answered like one that no order has', async () => {
  const { api } = town.people.customer
  const missing = await refusalOf(api.track_order({ params: { order_number: 'ORD20200101ZZZZZZZZZZ' } }))
  for (const order_number of ['12', 'my order', "ORD'--", '..'])
    expect(await refusalOf(api.track_order({ params: { order_number } }))).toEqual(missing)
})

test('a medicine is found by the number on its pack, blanks and hyphens and all', async () => {
  const { gtin } = town
  const typed = `${gtin.slice(0, 1)} ${gtin.slice(1, 7)}-${gtin.slice(7)}`
  expect((await town.mortar.stranger.get_medicine({ params: { gtin: typed } })).gtin).toBe(gtin)
})

test('an order goes where its buyer meant, in the form of the country', async () => {
  const typed = { ...address, line1: ' 10 Downing Street ', city: 'London', postcode: 'sw1a2aa', country: 'GB' }
  const items = [{ product: town.product.slug, quantity: 1 }]
  const { orders } = await town.people.customer.api.create_order({
    body: { address: { ...typed, phone: '020 7946 0018' }, payment_method: 'cash_on_delivery', items },
    headers: { 'idempotency-key': randomUUID() },
  })
  const params = { order_number: orders[0]?.order_number ?? '' }
  expect((await town.people.customer.api.get_order({ params })).address).toMatchObject({
    line1: '10 Downing Street',
    postcode: 'SW1A 2AA',
    phone: '+442079460018',
  })
})

test('a shop is reached by the number that its owner dials', async () => {
  const name = `dial-${Date.now().toString(36)}`
  const shop = { name: 'A shop', phone: '04 72 00 00 00', category: 'pharmacy', address }
  const register = (given: object) =>
    town.mortar.stranger.create_shopkeeper({
      body: { email: `${name}@shops.test`, username: name, password, name: 'Ada', shop: { ...shop, ...given } },
    })
  expect(await refusalOf(register({ address: undefined }))).toMatchObject({ errors: [{ field: 'shop.phone' }] })
  await register({})
  const { results } = await town.people.admin.api.list_admin_shops({ query: { q: 'A shop' } })
  expect(results.map(({ phone }) => phone)).toContain('+33472000000')
})
