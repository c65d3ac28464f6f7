import type { Address, MoveReason, OrderStatus, Payment } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Keeps } from '../../kernel/module.ts'
import { paymentJson } from '../payments/index.ts'
import { addressOf } from './fields.ts'
import type { Actor } from './lifecycle.ts'

/** What a person bought, with all its moves; and the moves they made for a shop. */
export const keeps: Keeps = async (tx, userId) => ({
  orders: { bought: await boughtBy(tx, userId), moves: await madeBy(tx, userId) },
})

type Line = {
  product: string
  variant: string
  name: string
  quantity: number
  price: number
  total: number
  tax: number
}

type Bought = {
  order_number: string
  checkout_id: string
  shop: { slug: string; name: string }
  status: OrderStatus
  items: Line[]
  subtotal: number
  discount: number
  tax: number
  delivery: number
  total: number
  currency: string
  placed_at: string
  address: Address | null
  carrier: string | null
  tracking_number: string | null
  payment: Payment
}

async function boughtBy(tx: Tx, userId: number): Promise<(Bought & { timeline: Move[] })[]> {
  const { rows } = await sql<Bought>`
    select o.number as order_number, c.uuid as checkout_id, json_build_object('slug', s.slug, 'name', s.name) as shop,
      o.status,
      (
        select json_agg(json_build_object('product', l.product_slug, 'variant', l.sku, 'name', l.name,
          'quantity', l.quantity, 'price', l.price_minor, 'total', l.total_minor, 'tax', l.tax_minor) order by l.position)
        from orders.lines l where l.order_id = o.id
      ) as items,
      o.subtotal_minor as subtotal, o.discount_minor as discount, o.tax_minor as tax, o.delivery_minor as delivery,
      o.total_minor as total, o.currency, o.placed_at, ${addressOf} as address, o.carrier, o.tracking_number,
      ${paymentJson} as payment
    from orders.orders o
    join orders.checkouts c on c.id = o.checkout_id
    join payments.payments p on p.id = c.payment_id
    join shops.shops s on s.id = o.shop_id
    where o.customer_id = ${userId} order by o.id`.execute(tx)
  const timelines = Map.groupBy(await movesOf(tx, userId), ({ order_number }) => order_number)
  return rows.map((row) => ({ ...row, timeline: timelines.get(row.order_number) ?? [] }))
}

type Move = {
  order_number: string
  status: OrderStatus
  by: Actor
  reason: MoveReason | null
  note: string | null
  at: string
}

const moves = sql`
  select o.number as order_number, m.to_status as status, m.actor as by, m.reason, m.note, m.at
  from orders.moves m join orders.orders o on o.id = m.order_id`

async function movesOf(tx: Tx, customerId: number): Promise<Move[]> {
  const { rows } = await sql<Move>`${moves} where o.customer_id = ${customerId} order by m.id`.execute(tx)
  return rows
}

async function madeBy(tx: Tx, userId: number): Promise<Move[]> {
  const { rows } = await sql<Move>`${moves} where m.user_id = ${userId} and m.actor = 'shop' order by m.id`.execute(tx)
  return rows
}
