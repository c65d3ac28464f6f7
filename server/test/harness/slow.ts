import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { Mortar } from './index.ts'

export type Slow = {
  /** Sends the last byte, and answers what became of it. */
  finish: () => Promise<{ status: number; code: string | undefined; body: Record<string, unknown> }>
}

type Call = { method: string; path: string; headers: Record<string, string>; body: unknown }

/** A call of which all but the last byte has been sent, and whose sender has been looked at and let in. */
export async function allButTheLastByte(mortar: Mortar, port: number, call: Call): Promise<Slow> {
  const text = JSON.stringify(call.body)
  const isLetIn = nextRead(mortar, call.path)
  const headers = { 'content-type': 'application/json', 'content-length': String(text.length), ...call.headers }
  const asked = request({ port, method: call.method, path: call.path, headers })
  asked.write(text.slice(0, -1))
  await isLetIn
  return {
    finish: async () => {
      asked.end(text.slice(-1))
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      let said = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
      await once(answer, 'end')
      const body = said === '' ? {} : (JSON.parse(said) as Record<string, unknown>)
      return { status: answer.statusCode ?? 0, code: body['code'] as string | undefined, body }
    },
  }
}

/** Until the body of the next call of this path is being read, which is once its sender was let in. */
function nextRead({ server }: Mortar, path: string): Promise<void> {
  const { server: http } = server.app
  return new Promise((resolve) => {
    const onRequest = (incoming: IncomingMessage) => {
      if (incoming.url !== path) return
      http.off('request', onRequest)
      const look = () => (incoming.listenerCount('data') > 0 ? resolve() : void setImmediate(look))
      look()
    }
    http.on('request', onRequest)
  })
}
