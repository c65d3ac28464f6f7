import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrder } from '../../../test/harness/buying.ts'
import { aCustomer, aMortar, anApprovedShop, type Mortar, type Someone } from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { sql, transact } from '../../kernel/database.ts'
import { price, type Charge, type LoadedLine } from '../pricing/index.ts'
import { copied } from './copy.ts'
import { insertOrders } from './store.ts'

/** What programs of before write, which share the database while this one is brought in. */
let mortar: Mortar
let customer: Someone
beforeAll(async () => {
  mortar = await aMortar()
  customer = await aCustomer(mortar)
})
afterAll(() => mortar.close())

type Row = { order: number } & Omit<Charge, 'kind'>

test('an order that was written without its charges gets those that it would have had', async () => {
  const keeper = await anApprovedShop(mortar)
  const { slug } = await aProduct(keeper, { price: 1000, stock: 9 })
  await anOrder(customer, [{ product: slug, quantity: 1 }])
  const { rows } = await sql<{
    shop_id: number
    product_id: number
    variant_id: number
    customer_id: number
    payment: string
  }>`
    select o.shop_id, l.product_id, l.variant_id, o.customer_id, p.uuid as payment
    from orders.orders o join orders.lines l on l.order_id = o.id
    join orders.checkouts c on c.id = o.checkout_id join payments.payments p on p.id = c.payment_id
    join catalogue.products g on g.id = l.product_id where g.slug = ${slug}`.execute(mortar.db)
  const { customer_id, payment, ...ids } = rows[0] as (typeof rows)[number]
  const common = {
    ...ids,
    shop_slug: '',
    shop_name: '',
    currency: 'EUR',
    free_from_minor: null,
    product_slug: slug,
    name: 'x',
  }
  const line = fc.record({
    price_minor: fc.oneof(fc.nat(3), fc.nat(100_000)),
    quantity: fc.integer({ min: 1, max: 9 }),
    tax_rate_bps: fc.constantFrom(0, 210, 550, 1000, 2000),
  })
  const carts = fc.sample(
    fc.tuple(fc.integer({ min: 1, max: 2_000 }), fc.array(line, { minLength: 1, maxLength: 8 })),
    200,
  )
  const at = mortar.clock.now
  const [expected, found] = await transact(mortar.db, async (tx) => {
    const wanted: Row[] = []
    const ordersOf: number[] = []
    for (const [delivery_fee_minor, lines] of carts) {
      const loaded = lines.map((each, i): LoadedLine => ({
        ...common,
        ...each,
        sku: `${i}`,
        delivery_fee_minor,
        is_offered: true,
        legal_class: null,
        stock: 99,
      }))
      const quoted = price(loaded)
      const charges = quoted.shops[0]?.charges ?? []
      const orders = copied(quoted, at).map((order) => ({ ...order, charges: [], charges_minor: undefined as never }))
      const placed = await insertOrders(
        tx,
        {
          customer_id,
          payment,
          address: { name: 'x', line1: 'x', city: 'x', country: 'FR' },
          released_at: at,
          quoted,
          orders,
        },
        at,
      )
      const order = placed.orders[0]?.id ?? 0
      ordersOf.push(order)
      wanted.push(
        ...charges.map(({ tax_rate_bps, amount_minor, tax_minor }) => ({
          order,
          tax_rate_bps,
          amount_minor,
          tax_minor,
        })),
      )
    }
    await sql`set constraints all immediate`.execute(tx)
    const written = await sql<Row>`
      select order_id as order, tax_rate_bps, amount_minor, tax_minor from orders.charges
      where order_id = any(${ordersOf}::bigint[]) and kind = 'delivery' order by order_id, tax_rate_bps`.execute(tx)
    const unsaid = await sql`select from orders.orders
      where id = any(${ordersOf}::bigint[]) and charges_minor is distinct from delivery_minor`.execute(tx)
    expect(unsaid.rows).toHaveLength(0)
    await sql`set constraints all deferred`.execute(tx)
    return [wanted, written.rows] as const
  })
  expect(expected.length).toBeGreaterThan(carts.length)
  expect(found).toEqual(expected)
})

test('a program of before ships, delivers and calls off without these rows, and they are there', async () => {
  const keeper = await anApprovedShop(mortar)
  const items = [
    { product: (await aProduct(keeper)).slug, quantity: 3 },
    { product: (await aProduct(keeper)).slug, quantity: 2 },
  ]
  const [sent, off] = [await anOrder(customer, items), await anOrder(customer, items)]
  const status = (number: string, to: string) =>
    sql`with moved as (
      update orders.orders set status = ${to}, version = version + 1 where number = ${number} returning id, version
    ) insert into orders.moves (order_id, version, from_status, to_status, actor, at)
      select id, version, 'approved', ${to}, 'shop', ${mortar.clock.now} from moved`.execute(mortar.db)
  await status(sent.order_number, 'shipped')
  await status(sent.order_number, 'delivered')
  await status(off.order_number, 'cancelled')
  const read = async (order_number: string) => customer.api.get_order({ params: { order_number } })
  expect((await read(sent.order_number)).shipments).toMatchObject([
    { items: [{ quantity: 3 }, { quantity: 2 }], delivered_at: mortar.clock.now.toISOString() },
  ])
  expect(await read(off.order_number)).toMatchObject({
    cancelled: off.total,
    items: [{ cancelled: 3 }, { cancelled: 2 }],
  })
})
