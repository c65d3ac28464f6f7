import { allows, browse as contract, type Answer } from '@mortar/contract'
import { setTimeout as pause } from 'node:timers/promises'
import { sql, type Tx } from '../../kernel/database.ts'
import { coalesced, headersOf, openEvents } from '../../kernel/events.ts'
import { dayOf } from '../../kernel/instant.ts'
import type { Kernel, Person, StreamOf } from '../../kernel/module.ts'
import { must } from '../../kernel/must.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { shortages } from './shortages.ts'

type Waiting = Answer<typeof contract.get_my_shop_waiting>

/** A quarter of a year: what a shop can still sell, give back or move to the front of the shelf. */
const soon_days = 90
const day_ms = 86_400_000
/** Between two looks at one shop, however much happens in it. */
const rest_ms = 1_000

type Counts = { to_answer: number; to_ship: number; on_their_way: number; low_stock: number; expiring: number }

const countOf = (status: 'pending' | 'approved' | 'shipped') => sql`count(*) filter (where status = ${sql.lit(status)})`

/** What waits in the shop of whoever asks, in one statement; of its orders only those are told who have a duty there. */
export async function waitingIn(tx: Tx, person: Person, at: Date): Promise<Waiting> {
  const shop = person.shop_id
  const expires_before = dayOf(new Date(at.getTime() + soon_days * day_ms))
  const { rows } = await sql<Counts>`
    select o.*, (select count(*) from (${shortages(shop, at)}) short) as low_stock, (
        select count(*) from inventory.lots l
        where l.shop_id = ${shop} and l.on_hand > 0 and l.expires_on < ${expires_before}::date
      ) as expiring
    from (
      select ${countOf('pending')} as to_answer, ${countOf('approved')} as to_ship, ${countOf('shipped')} as on_their_way
      from orders.orders
      where shop_id = ${shop} and released_at is not null and status in ('pending', 'approved', 'shipped')
    ) o`.execute(tx)
  const { low_stock, expiring, ...orders } = must(rows[0], 'what waits in a shop')
  return { orders: allows('shop_orders', person) ? orders : null, low_stock, expiring, expires_before }
}

/**
 * The same as server-sent events: at once, and again whenever something of the shop has changed, a moment apart at least. Who may
 * read it is asked anew each time; it ends like the stream of an order.
 */
export function waitingStream({ live, log, world }: Kernel): StreamOf<typeof contract.get_my_shop_waiting> {
  return async (db, { person, again }, reply, closing) => {
    await again(db)
    reply.hijack()
    const events = openEvents(reply.raw, headersOf(reply), closing)
    let isOver = false
    events.onEnd(() => (isOver = true))
    const look = coalesced(async () => {
      if (isOver) return
      const waiting = await waitingIn(db, await again(db), world.now())
      events.send(`event: waiting\ndata: ${JSON.stringify(waiting)}\n\n`)
      await pause(rest_ms, undefined, { ref: false })
    })
    const wake = () =>
      void look().catch((error: unknown) => {
        if (!(error instanceof Refusal))
          log.warn({ err: error }, 'a stream could not read what waits in a shop; the client comes back')
        events.end()
      })
    events.onEnd(live.on(`desk:${person.shop_id}`, wake))
    events.onEnd(live.on(`session:${person.session_id}`, events.end))
    wake()
  }
}
