import type { Address, Order, PaymentMethod, PaymentStatus } from '@mortar/contract'
import { sql, type RawBuilder } from 'kysely'
import type { Caller, Person } from '../../kernel/module.ts'
import { columnsOf, instantJson, jsonOf, type Words } from '../../kernel/projection.ts'
import { amounts } from '../pricing/index.ts'
import { shareStatus } from '../payments/index.ts'
import { actorsOf, openMoves } from './lifecycle.ts'

/** What an order says, and to whom: the columns and joins of every view of one. */

export type Row = Omit<Order, 'awaiting_payment' | 'payment' | 'customer' | 'shop' | 'moves'> & {
  customer_id: number
  shop_id: number
  shop_slug: string
  shop_name: string
  is_released: boolean
  payment_id: string
  payment_method: PaymentMethod
  payment_status: PaymentStatus
  username: string
  customer_name: string | null
}

/** Who reads, and when: what is open to a shop closes with time. */
export type Reader = Pick<Caller, 'at'> & { person: Person }

/** Where it goes; null once that is forgotten, of which the country is left. */
export const addressOf = sql<Address | null>`case when o.address ? 'line1' then o.address end`

/**
 * What became of this order's share of a payment that may be for several, from its own entries and its own history: what the
 * others came to says nothing of it. It is paid while any of it is kept, as a payment is. A share of nothing has no entries, and is paid as soon as nothing is waited for.
 */
const ownStatus = sql<PaymentStatus>`coalesce(
    ${shareStatus(sql`p.id`, sql`o.number`)},
    case
      when o.status = 'cancelled' then case when exists (
        select from orders.moves m where m.order_id = o.id and m.reason = 'payment_failed') then 'failed' else 'voided' end
      when o.total_minor = o.adjusted_minor and o.released_at is not null then 'paid'
      else 'open'
    end)`

/** What a parcel that did not arrive, or came back, is asked after; then its shop has no more need of who and where. */
const openAfterDelivery = sql`interval '30 days'`

/**
 * The one rule of whom and where an order went to. Its shop knows as long as there is a parcel to send, or to ask after; its
 * buyer and the platform always do.
 */
function isOpenTo({ person, at }: Reader): RawBuilder<boolean> {
  if (person.role === 'admin') return sql<boolean>`true`
  return sql<boolean>`(o.customer_id = ${person.id} or case o.status
    when 'cancelled' then false when 'returned' then false
    when 'delivered' then exists (select from orders.moves m where m.order_id = o.id and m.to_status = 'delivered'
      and m.at > ${at}::timestamptz - ${openAfterDelivery})
    else true end)`
}

/** What an order, and a line of one, says as it is, by the words of the contract. A new field is said here, there and in copy.ts. */
export const orderWords = { order_number: 'number', ...amounts, currency: 'currency', placed_at: 'placed_at' } as const
export const lineWords = {
  product: 'product_slug',
  variant: 'sku',
  name: 'name',
  quantity: 'quantity',
  price: 'price_minor',
  total: 'total_minor',
  discount: 'discount_minor',
} as const

/** Of each line also how many were cancelled; of what was only placed there is nothing to look for. */
export const itemsOf = (words: Words) => sql`(
    select json_agg(${jsonOf(words, 'l', { cancelled: cancelledOf })} order by l.position) from orders.lines l where l.order_id = o.id
  )`

const cancelledOf = sql`case when o.version = 1 then 0 else (
      select coalesce(sum(x.quantity), 0) from orders.adjustments a join orders.adjusted_lines x on x.adjustment_id = a.id
      where a.order_id = o.id and a.kind = 'cancelled' and x.position = l.position) end`

/** What has left the shop, the first parcel first. */
export const shipmentsOf = sql`(
    select coalesce(json_agg(json_build_object('id', s.uuid, 'carrier', s.carrier, 'tracking_number', s.tracking_number,
      'shipped_at', ${instantJson('s.shipped_at')}, 'delivered_at', ${instantJson('s.delivered_at')}, 'items', (
        select json_agg(json_build_object('product', l.product_slug, 'variant', l.sku, 'quantity', x.quantity) order by l.position)
        from orders.shipped_lines x join orders.lines l on l.order_id = o.id and l.position = x.position where x.shipment_id = s.id
      )) order by s.id), '[]')
    from orders.shipments s where s.order_id = o.id)`

/** By kind; an invoice tells them apart by rate of tax. */
const chargesOf = sql`(
    select coalesce(json_agg(json_build_object('kind', kind, 'amount', amount, 'tax', tax) order by kind), '[]') from (
      select kind, sum(amount_minor) as amount, sum(tax_minor) as tax from orders.charges where order_id = o.id group by kind
    ) of_order
  )`

export const fields = sql`${columnsOf(orderWords, 'o')}, o.customer_id, o.shop_id, s.slug as shop_slug, s.name as shop_name, o.status,
  ${itemsOf(lineWords)} as items, ${chargesOf} as charges, o.adjusted_minor as cancelled, ${shipmentsOf} as shipments, o.released_at is not null as is_released, p.uuid as payment_id,
  p.method as payment_method, ${ownStatus} as payment_status, open.address, u.username, open.name as customer_name`

export const tablesFor = (reader: Reader) => sql`orders.orders o
  join shops.shops s on s.id = o.shop_id
  join orders.checkouts c on c.id = o.checkout_id
  join payments.payments p on p.id = c.payment_id
  join people.users u on u.id = o.customer_id
  left join lateral (select ${addressOf} as address, u.name where ${isOpenTo(reader)}) open on true`

/** In the contract's words. What may be done with it depends on who looks. */
export function shown(row: Row, { person }: Reader): Order {
  const { shop_slug, shop_name, is_released, payment_id, payment_method, payment_status, ...rest } = row
  const { username, customer_name, customer_id, shop_id, ...order } = rest
  return {
    ...order,
    shop: { slug: shop_slug, name: shop_name },
    awaiting_payment: order.status === 'pending' && !is_released,
    payment: { id: payment_id, method: payment_method, status: payment_status },
    customer: { username, name: customer_name },
    moves: openMoves(order.status, is_released, actorsOf(person, { customer_id, shop_id })),
  }
}
