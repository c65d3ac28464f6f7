import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { tracking, type Tracking } from '@mortar/contract'
import type { Someone } from './index.ts'

export type Event = { name: string; id: string; data: Tracking }
export type Stream = {
  status: number
  headers: IncomingMessage['headers']
  body: () => string
  /** The next event, in order. */
  next: () => Promise<Event>
  ended: Promise<unknown>
  leave: () => void
}

/** Follows an order as somebody's browser does, over a socket. */
export async function follow(
  port: number,
  who: Pick<Someone, 'tokens'>,
  number: string,
  headers: Record<string, string> = {},
): Promise<Stream> {
  const asked = request({
    port,
    path: `/api/orders/track/${number}`,
    headers: { accept: 'text/event-stream', authorization: `Bearer ${who.tokens.access_token}`, ...headers },
  })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  let text = ''
  answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  answer.on('error', () => undefined)
  const ended = new Promise((resolve) => answer.once('close', resolve))
  let taken = 0
  const next = async () => {
    for (;;) {
      const events = text.split('\n\n').slice(0, -1).flatMap(eventOf)
      const event = events[taken]
      if (event !== undefined) {
        taken++
        return event
      }
      await once(answer, 'data')
    }
  }
  const leave = () => void asked.destroy()
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: () => text, next, ended, leave }
}

function eventOf(block: string): Event[] {
  const fields = new Map(
    block.split('\n').map((line) => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
  )
  const data = fields.get('data')
  if (data === undefined) return []
  return [{ name: fields.get('event') ?? '', id: fields.get('id') ?? '', data: tracking.parse(JSON.parse(data)) }]
}
