import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import { madeRoom } from './streams.ts'

const heartbeatMs = 15_000
/** Then the client comes back by itself, and its session is looked at again. */
const lifetimeMs = 60 * 60 * 1000
const retryMs = 2_000
/** For one that made room: it would come back and push out the next. */
const laterMs = 60_000

export type Events = {
  send: (text: string) => void
  /** What to undo when the stream ends; at once if it has. */
  onEnd: (undo: () => void) => void
  end: () => void
}

/** A stream of events over a response that is ours: a heartbeat, and one way to end for every reason there is. */
export function openEvents(
  raw: Pick<ServerResponse, 'writeHead' | 'write' | 'end' | 'on'>,
  headers: OutgoingHttpHeaders,
  closing: AbortSignal,
): Events {
  const undo: (() => void)[] = []
  let ended = false
  const end = () => {
    if (ended) return
    ended = true
    for (const each of undo) each()
    raw.end()
  }
  const onEnd = (each: () => void) => void (ended ? each() : undo.push(each))
  const send = (text: string) => void (ended || raw.write(text))
  const close = () => {
    if (closing.reason === madeRoom) send(`retry: ${laterMs}\n\n`)
    end()
  }

  raw.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  send(`retry: ${retryMs}\n\n`)
  const heartbeat = setInterval(() => send(':\n\n'), heartbeatMs)
  const lifetime = setTimeout(end, lifetimeMs)
  onEnd(() => clearInterval(heartbeat))
  onEnd(() => clearTimeout(lifetime))
  onEnd(() => closing.removeEventListener('abort', close))
  closing.addEventListener('abort', close)
  raw.on('close', end)
  raw.on('error', end)
  if (closing.aborted) close()
  return { send, onEnd, end }
}

/** What was set on the way here, such as the request's id. */
export function headersOf(reply: FastifyReply): Record<string, string> {
  const set = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined)
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]))
}

/** Runs one at a time; calls that come meanwhile become one more run. */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running = false
  let again = false
  return async () => {
    again = true
    if (running) return
    running = true
    try {
      while (again) {
        again = false
        await work()
      }
    } finally {
      running = false
    }
  }
}
