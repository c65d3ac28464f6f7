import { sql, type Tx } from '../../kernel/database.ts'
import { statement } from '../../kernel/statement.ts'
import type { HoldRequest } from './hold.ts'
import type { NewLot } from './receive.ts'

/**
 * The only writer of the schema. Whoever changes lots locks them first, in the order of their ids, in the same statement:
 * so no two transactions wait for each other. A statement that waited for a lot goes on with the lot as it then is, not
 * with what its snapshot showed.
 */

export async function insertLots(
  tx: Tx,
  lots: (NewLot & { uuid: string; code: string })[],
  reference: string,
  at: Date,
): Promise<{ id: number; uuid: string }[]> {
  const { rows } = await sql<{ id: number; uuid: string }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(lots.map((lot, n) => ({ ...lot, n })))}::jsonb)
        as given (n int, uuid uuid, shop_id bigint, variant_id bigint, code text, expires_on date, usage_days int,
          quantity int, unit_cost_minor bigint)
    ), received as (
      insert into inventory.lots
        (uuid, shop_id, variant_id, code, expires_on, sell_before, on_hand, unit_cost_minor, received_at)
      select uuid, shop_id, variant_id, code, expires_on, coalesce(expires_on - usage_days, 'infinity'), quantity,
        unit_cost_minor, ${at}
      from given order by n
      returning id, uuid, on_hand
    ), moved as (
      insert into inventory.movements (lot_id, kind, quantity, reference, at)
      select id, 'received', on_hand, ${reference}, ${at} from received order by id
    )
    select id, uuid from received`.execute(tx)
  return rows
}

/**
 * The hot path: one statement locks, divides and holds. Each variant may be wanted once. Returns what was taken, lot by
 * lot; it takes as much as there is, so the caller compares.
 *
 * `locked` gives the lots as they are once locked, however long that took, and everything is computed from it. The update
 * writes both balances of it, never `held + …`: PostgreSQL first makes such a row from what its snapshot showed and checks
 * the constraints of that, so that a lot filled at the snapshot and given back since would break `lot_not_oversold`.
 * Every sellable lot of a variant is locked, full ones too, or a lot given back while we wait for another would be missed
 * and a buyer told "out of stock" while there is enough. A lot received while we wait is not seen; that buyer came a
 * moment too early. `no key` leaves the foreign keys of movements and holds their share.
 *
 * Tried on one hot lot, 16 clients on 2 cores, a transaction being one hold and one fact (CPU of PostgreSQL, transactions):
 *   this statement                                                 ~610 µs, 1,540/s (135 µs executing when nobody waits)
 *   the same, shortages worked out in SQL and then nothing written  +10 %
 *   for update                                                      the same, but it blocks the foreign keys
 *   lock, divide in TypeScript, write: two statements               -17 %, but +20 µs of Node and a round trip under the lock
 *   a PL/pgSQL function with a loop                                 -14 %, and the rule would live in the database
 *   only the first lot, guarded by its balance                      -22 %, for one line and one lot
 *   unnamed, planned each time                                      half of the throughput
 * What waiting adds is PostgreSQL's own: it evaluates a row that changed again, once for the lock and once for the update,
 * and for that sets up every part of the plan. So the parts are few.
 */
export function holdLots(
  tx: Tx,
  wanted: readonly HoldRequest[],
  day: string,
  at: Date,
): Promise<{ variant_id: number; quantity: number }[]> {
  const orders = wanted.map((each) => each.order_id)
  const variants = wanted.map((each) => each.variant_id)
  const quantities = wanted.map((each) => each.quantity)
  return holdAll(tx, { orders, variants, quantities, day, at })
}

type Holding = { orders: number[]; variants: number[]; quantities: number[]; day: string; at: Date }

const holdAll = statement<Holding, { variant_id: number; quantity: number }>(
  (of) => sql`
    with locked as materialized (
      select id, variant_id, sell_before, on_hand, held from inventory.lots
      where variant_id = any(${of.variants}::bigint[]) and sell_before > ${of.day}::date and on_hand > 0
      order by id for no key update
    ), queued as (
      select id, variant_id, on_hand, held, on_hand - held as free,
        sum(on_hand - held) over (partition by variant_id order by sell_before, id) - (on_hand - held) as before
      from locked
    ), taken as materialized (
      select w.order_id, w.variant_id, q.id as lot_id, q.on_hand, q.held, least(q.free, w.quantity - q.before)::int as quantity
      from unnest(${of.orders}::bigint[], ${of.variants}::bigint[], ${of.quantities}::int[]) as w (order_id, variant_id, quantity)
      join queued q on q.variant_id = w.variant_id
      where q.free > 0 and q.before < w.quantity
    ), raised as (
      update inventory.lots l set on_hand = t.on_hand, held = t.held + t.quantity from taken t where l.id = t.lot_id
    ), promised as (
      insert into inventory.holds (order_id, variant_id, lot_id, quantity, created_at)
      select order_id, variant_id, lot_id, quantity, ${of.at}::timestamptz from taken
    )
    select variant_id, quantity from taken`,
)

/** Settling lowers balances: what an older snapshot showed of a lot was no less than the order's own hold, so no check is hurt. */
const lockLotsOf = sql`locked as materialized (
      select id from inventory.lots where id in (select lot_id from settled) order by id for no key update
    )`

export async function settleShipped(tx: Tx, orderId: number, at: Date): Promise<void> {
  await sql`
    with settled as (
      update inventory.holds set state = 'shipped', settled_at = ${at}
      where order_id = ${orderId} and state = 'held'
      returning lot_id, quantity
    ), ${lockLotsOf}, lowered as (
      update inventory.lots l set on_hand = l.on_hand - s.quantity, held = l.held - s.quantity
      from locked join settled s on s.lot_id = locked.id where l.id = locked.id
    )
    insert into inventory.movements (lot_id, kind, quantity, reference, at)
    select lot_id, 'sold', -quantity, ${`order:${orderId}`}, ${at} from settled`.execute(tx)
}

/** Of several orders at once, because their lots must be locked in one order over all of them. */
export async function settleReleased(tx: Tx, orderIds: readonly number[], at: Date): Promise<void> {
  await sql`
    with settled as (
      update inventory.holds set state = 'released', settled_at = ${at}
      where order_id = any(${[...orderIds]}::bigint[]) and state = 'held'
      returning lot_id, quantity
    ), ${lockLotsOf}
    update inventory.lots l set held = l.held - s.quantity
    from locked join (select lot_id, sum(quantity) as quantity from settled group by lot_id) s on s.lot_id = locked.id
    where l.id = locked.id`.execute(tx)
}

/**
 * So much of what one order holds of each variant, given once: of the lots that expire last first, so that the order keeps what the next
 * buyer could use the shortest. A hold that is given back in part is two from then on. Answers how much was given back. The order is
 * locked by who asks, and so are its holds; lots are locked in the order of their ids.
 */
export async function releasePart(
  tx: Tx,
  orderId: number,
  some: readonly { variant_id: number; quantity: number }[],
  at: Date,
): Promise<number> {
  const { rows } = await sql<{ quantity: number }>`
    with queued as (
      select h.id, h.lot_id, h.variant_id, h.quantity, h.created_at,
        sum(h.quantity) over (partition by h.variant_id order by l.sell_before desc, l.id desc) - h.quantity as before
      from inventory.holds h join inventory.lots l on l.id = h.lot_id
      where h.order_id = ${orderId} and h.state = 'held'
    ), given as (
      select q.*, least(q.quantity, w.quantity - q.before)::int as back
      from queued q
      join unnest(${some.map((each) => each.variant_id)}::bigint[], ${some.map((each) => each.quantity)}::int[])
        w (variant_id, quantity) using (variant_id)
      where q.before < w.quantity
    ), whole as (
      update inventory.holds h set state = 'released', settled_at = ${at} from given g where h.id = g.id and g.back = g.quantity
    ), less as (
      update inventory.holds h set quantity = h.quantity - g.back from given g where h.id = g.id and g.back < g.quantity
    ), apart as (
      insert into inventory.holds (order_id, lot_id, variant_id, quantity, state, created_at, settled_at)
      select ${orderId}::bigint, lot_id, variant_id, back, 'released', created_at, ${at} from given where back < quantity
    ), locked as materialized (
      select id from inventory.lots where id in (select lot_id from given) order by id for no key update
    ), lowered as (
      update inventory.lots l set held = l.held - g.back
      from locked join given g on g.lot_id = locked.id where l.id = locked.id
    )
    select coalesce(sum(back), 0)::int as quantity from given`.execute(tx)
  return rows[0]?.quantity ?? 0
}
