import { orders as contract } from '@mortar/contract'
import type { FastifyReply } from 'fastify'
import { coalesced, headersOf, openEvents } from '../../kernel/events.ts'
import type { Kernel, StreamOf } from '../../kernel/module.ts'
import { Refusal, found } from '../../kernel/refusal.ts'
import { trackingOf } from './tracking.ts'

/**
 * Tracking as server-sent events. Whatever wakes it only says that something may have changed: the order is read again
 * and sent when its version is above what the client has: to who they are by then, which is read again each time. It ends when
 * the client goes, its session ends, the order is theirs to see no more, the server closes or an hour has passed.
 */
export function orderStream({ live, log }: Kernel): StreamOf<typeof contract.track_order> {
  return async (db, { person, again, params }, reply, closing) => {
    const read = async () => trackingOf(db, await again(db), params.order_number)
    const { id } = found(await read())
    let sent = lastSeen(reply)
    reply.hijack()
    const events = openEvents(reply.raw, headersOf(reply), closing)
    const look = coalesced(async () => {
      const now = await read()
      if (now === undefined) return events.end()
      if (now.tracking.version <= sent) return
      sent = now.tracking.version
      events.send(`event: order\nid: ${sent}\ndata: ${JSON.stringify(now.tracking)}\n\n`)
    })
    const wake = () =>
      void look().catch((error: unknown) => {
        if (!(error instanceof Refusal))
          log.warn({ err: error }, 'a stream could not read its order; the client comes back')
        events.end()
      })
    events.onEnd(live.on(`order:${id}`, wake))
    events.onEnd(live.on(`session:${person.session_id}`, events.end))
    wake()
  }
}

/** What the client already has; anything that is no version counts as nothing. */
function lastSeen(reply: FastifyReply): number {
  const header = reply.request.headers['last-event-id']
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : 0
}
