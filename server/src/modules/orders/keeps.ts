import type { MoveReason, Order, OrderStatus, Payment } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Keeps } from '../../kernel/module.ts'
import { columnsOf } from '../../kernel/projection.ts'
import { paymentJson } from '../payments/index.ts'
import { addressOf, itemsOf, lineWords, orderWords, shipmentsOf } from './fields.ts'
import type { Actor } from './lifecycle.ts'

/** What a person bought, with all its moves; and the moves they made for a shop. */
export const keeps: Keeps = async (tx, userId) => ({
  orders: { bought: await boughtBy(tx, userId), moves: await madeBy(tx, userId) },
})

type Bought = Pick<Order, keyof typeof orderWords | 'shop' | 'status' | 'address'> & {
  checkout_id: string
  items: (Order['items'][number] & { tax: number })[]
  cancelled: number
  shipments: Order['shipments']
  payment: Payment
}

async function boughtBy(tx: Tx, userId: number): Promise<(Bought & { timeline: Move[] })[]> {
  const { rows } = await sql<Bought>`
    select ${columnsOf(orderWords, 'o')}, c.uuid as checkout_id, json_build_object('slug', s.slug, 'name', s.name) as shop,
      o.status, ${itemsOf({ ...lineWords, tax: 'tax_minor' })} as items, ${addressOf} as address, o.adjusted_minor as cancelled, ${shipmentsOf} as shipments,
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
