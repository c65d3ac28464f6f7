import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { tracking, type Tracking } from '@mortar/contract'
import type { z } from 'zod'
import type { Someone } from './index.ts'

export type Event<T = Tracking> = { name: string; id: string; data: T }
export type Stream<T = Tracking> = {
  status: number
  headers: IncomingMessage['headers']
  body: () => string
  /** The next event, in order. */
  next: () => Promise<Event<T>>
  ended: Promise<unknown>
  leave: () => void
}

type Headers = Record<string, string>

/** Follows an order as somebody's browser does, over a socket. */
export const follow = (port: number, who: Pick<Someone, 'tokens'>, number: string, headers: Headers = {}) =>
  followAt(port, who, `/api/orders/track/${number}`, tracking, headers)

/** Follows whatever tells its changes there. */
export async function followAt<T>(
  port: number,
  who: Pick<Someone, 'tokens'>,
  path: string,
  shape: z.ZodType<T>,
  headers: Headers = {},
): Promise<Stream<T>> {
  const asked = request({
    port,
    path,
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
      const events = text
        .split('\n\n')
        .slice(0, -1)
        .flatMap((block) => eventOf(block, shape))
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

function eventOf<T>(block: string, shape: z.ZodType<T>): Event<T>[] {
  const fields = new Map(
    block.split('\n').map((line) => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
  )
  const data = fields.get('data')
  if (data === undefined) return []
  return [{ name: fields.get('event') ?? '', id: fields.get('id') ?? '', data: shape.parse(JSON.parse(data)) }]
}
