import type { Tracking } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { instantJson } from '../../kernel/projection.ts'
import type { Person } from '../../kernel/module.ts'
import { visible } from './views.ts'

/** How long a parcel takes once it is shipped: an estimate, until carriers tell us better. None before shipping. */
export const deliveryDays = 3

/** Where an order stands, with its internal id; undefined for what is not there or not this person's. */
export async function trackingOf(
  tx: Tx,
  person: Person,
  number: string,
): Promise<{ id: number; tracking: Tracking } | undefined> {
  const { rows } = await sql<Tracking & { id: number }>`
    select o.id, o.number as order_number, o.status, o.version, sent.carrier, sent.tracking_number, history.timeline,
      (sent.shipped_at at time zone s.time_zone)::date + ${sql.lit(deliveryDays)} as estimate
    from orders.orders o
    join shops.shops s on s.id = o.shop_id
    cross join lateral (
      select json_agg(json_build_object('status', m.to_status, 'reason', m.reason, 'note', m.note,
          'at', ${instantJson('m.at')}) order by m.version) as timeline
      from orders.moves m where m.order_id = o.id
    ) history
    left join lateral (
      select carrier, tracking_number, shipped_at from orders.shipments p where p.order_id = o.id order by p.id desc limit 1
    ) sent on true
    where ${visible(person, number)}`.execute(tx)
  const row = rows[0]
  if (row === undefined) return undefined
  const { id, ...tracking } = row
  return { id, tracking }
}
