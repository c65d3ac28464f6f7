import type { Route } from '@mortar/contract'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { makeHttp } from '../../src/http.ts'
import { keepAnswers } from '../../src/kernel/answers.ts'
import { openDatabase, type Database } from '../../src/kernel/database.ts'
import { makeLimits } from '../../src/kernel/limits.ts'
import { openGate, type Gate } from '../../src/kernel/load.ts'
import { serve, type Handlers, type Person } from '../../src/kernel/module.ts'
import { mount, type MountOptions } from '../../src/kernel/mount.ts'
import { makeStreams } from '../../src/kernel/streams.ts'
import { aDatabase } from './database.ts'

/** Whoever bears `Bearer <number>` is the customer of that id; every other bearer is dead. */
export const aPerson = (id: number): Person => ({
  id,
  username: `person-${id}`,
  name: `Person ${id}`,
  role: 'customer',
  shop_id: null,
  grant_id: '',
  own_shops: [],
  duties: [],
  session_id: `session-${id}`,
})

const personOf = (sessionId: string) => aPerson(Number(sessionId.replace('session-', '')))

export type TinyApp = { app: FastifyInstance; database: Database; gate: Gate; close: () => Promise<void> }

/** The mount with routes of the test's own over a database of its own: for tests of the kernel, which knows no module. */
export async function aTinyApp<T extends Record<string, Route>>(
  table: T,
  handlers: Handlers<T>,
  options: Partial<MountOptions> & { poolSize?: number } = {},
): Promise<TinyApp> {
  const { url, drop } = await aDatabase()
  const database = openDatabase({ url, size: options.poolSize ?? 4, onError: () => undefined })
  const gate = options.gate ?? openGate({ places: 8 })
  const log = pino({ level: 'silent' })
  const app = await makeHttp({ log, trustProxy: false, corsOrigins: [], onAnswered: () => undefined })
  mount(app, serve(table, handlers), {
    db: database.tx,
    brief: database.brief,
    sessions: {
      identify: async (_, { bearer }) => (/^\d+$/.test(bearer ?? '') ? aPerson(Number(bearer)) : 'dead'),
      recent: async () => undefined,
      recall: async (_, sessionId) => personOf(sessionId),
      hold: async (_, sessionId) => async () => personOf(sessionId),
    },
    limits: makeLimits(true),
    answers: keepAnswers(true),
    live: { on: () => () => undefined, onAny: () => undefined, tell: () => undefined, stop: async () => undefined },
    now: () => new Date(),
    nudge: () => undefined,
    demo: true,
    slow: openGate({ places: 2 }),
    streams: makeStreams(),
    ...options,
    gate,
  })
  await app.ready()
  const close = async () => {
    await app.close()
    await database.close()
    await drop()
  }
  return { app, database, gate, close }
}
