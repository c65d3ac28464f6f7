import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { Mortar } from './index.ts'

export type Slow = {
  /** Sends the last byte, and answers what became of it. */
  finish: () => Promise<{ status: number; code: string | undefined; body: Record<string, unknown> }>
}

type Call = { method: string; path: string; headers: Record<string, string>; body: unknown }

/** A call of which all but the last byte has been sent, and whose sender has been looked at: its person was let in. */
export async function allButTheLastByte(mortar: Mortar, port: number, call: Call): Promise<Slow> {
  const text = JSON.stringify(call.body)
  const isLookedAt = nextLook(mortar)
  const headers = { 'content-type': 'application/json', 'content-length': String(text.length), ...call.headers }
  const asked = request({ port, method: call.method, path: call.path, headers })
  asked.write(text.slice(0, -1))
  await isLookedAt
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

/** Until the statement that says who sends a request has answered. */
function nextLook({ server }: Mortar): Promise<void> {
  const brief = server.database.brief.getExecutor()
  const execute: typeof brief.executeQuery = brief.executeQuery.bind(brief)
  return new Promise((resolve) => {
    brief.executeQuery = async (query, ...rest) => {
      const answer = await execute(query, ...rest)
      if (query.sql.includes('people.sessions')) {
        brief.executeQuery = execute
        setImmediate(resolve)
      }
      return answer
    }
  })
}
