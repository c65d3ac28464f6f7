import type { Tracking } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
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
    select o.id, o.number as order_number, o.status, o.version, o.carrier, o.tracking_number, history.timeline,
      (history.shipped_at at time zone s.time_zone)::date + ${sql.lit(deliveryDays)} as estimate
    from orders.orders o
    join shops.shops s on s.id = o.shop_id
    cross join lateral (
      select json_agg(json_build_object('status', m.to_status, 'reason', m.reason, 'note', m.note,
          'at', to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by m.version) as timeline,
        max(m.at) filter (where m.to_status = 'shipped') as shipped_at
      from orders.moves m where m.order_id = o.id
    ) history
    where ${visible(person, number)}`.execute(tx)
  const row = rows[0]
  if (row === undefined) return undefined
  const { id, ...tracking } = row
  return { id, tracking }
}
