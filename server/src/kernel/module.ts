import type { Answer, Call, Duty, Role, Route } from '@mortar/contract'
import type { FastifyReply } from 'fastify'
import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config.ts'
import type { Tx } from './database.ts'
import type { Reaction, Retired } from './facts.ts'
import type { Lanes, Schedule, Tasks } from './jobs.ts'
import type { Limits } from './limits.ts'
import type { Live } from './live.ts'
import type { Passwords } from './passwords.ts'
import type { World } from './world.ts'

/** Who is calling, as one statement of people read it: session, person and the grant that acts. */
export type Person = {
  id: number
  username: string
  name: string
  role: Role
  /** The shop for which a shopkeeper or staff acts. */
  shop_id: number | null
  duties: Duty[]
  /** What they act by: role, shop and duties are its. */
  grant_id: string
  /** Every shop they keep or work in, whichever grant acts. */
  own_shops: number[]
  session_id: string
}

/** What every handler may know of the request besides its parsed input. */
export type Caller = {
  at: Date
  ip: string
  user_agent: string | null
  /** The guest's cart, if the request bears its token. */
  cart_token: string | null
  /** Path and query, for the links of a list. */
  url: string
}

/** Strangers reach only routes that say so; everywhere else there is a person. */
type PersonOf<R extends Route> = R['access'] extends 'anyone' | 'demo' ? Person | null : Person
export type CallOf<R extends Route> = Call<R> & Caller & Asking<PersonOf<R>>

type Asking<P> = {
  person: P
  /**
   * Who asks, as they are now: for what goes on long after it was asked, and for what a reading call writes. In a transaction they
   * stay so until its commit. Refuses session_ended, unauthenticated or forbidden to who may not any more.
   */
  again: (tx: Tx) => Promise<P>
}

/**
 * What a change holds from its first statement to its commit, so that who asks for it stays who they are. `standing`, where nothing
 * else is said: their session does not end and their grant does not change meanwhile; what they do at once goes on at once.
 * `person`: it may itself end their sessions or change their grant, and is the only such change. `admins`: it also changes
 * what others may do, and those who do that take turns. `nobody`: it does not matter who asks.
 */
export type Holding = 'standing' | 'person' | 'admins' | 'nobody'

export type Handler<R extends Route> = (tx: Tx, call: CallOf<R>) => Promise<Answer<R>>
/** One for each operation, but for downloads, which are answered by their streams. */
export type Handlers<T extends Record<string, Route>> = {
  [K in keyof T as T[K]['download'] extends string ? never : K]: Handler<T[K]> | Prepared<T[K]>
}

/** Slow work that needs no transaction, such as hashing a password, done before one is begun. */
type Before = (db: Tx, call: CallOf<Route>) => Promise<unknown>
type After = (tx: Tx, call: CallOf<Route>, prepared: unknown) => Promise<unknown>
export type Prepared<R extends Route> = { route?: R; before: Before; after: After }

/** A handler in two steps: `before` outside of a transaction, `after` within one and with what `before` found. */
export function prepare<R extends Route, X>(
  before: (db: Tx, call: CallOf<R>) => Promise<X>,
  after: (tx: Tx, call: CallOf<R>, prepared: X) => Promise<Answer<R>>,
): Prepared<R> {
  return { before, after } as unknown as Prepared<R>
}

/**
 * Answers a request for `text/event-stream` instead of JSON, or a download, which is read piece by piece. A stream ends when the
 * client goes, and when the server is `closing`.
 */
export type StreamOf<R extends Route> = (
  tx: Tx,
  call: CallOf<R>,
  reply: FastifyReply,
  closing: AbortSignal,
) => Promise<void>
export type Stream = StreamOf<Route>

/** What a module keeps about a person, for the export of all their data: under its name, in words of the API. */
export type Keeps = (tx: Tx, userId: number) => Promise<Record<string, unknown>>

export type Served = {
  operationId: string
  route: Route
  handler: Handler<Route>
  prepared: Prepared<Route> | null
  stream: Stream | undefined
  holding: Holding
}

/** Joins a contract's table with its handlers: one for each operation, or it does not compile. */
export function serve<T extends Record<string, Route>>(
  table: T,
  handlers: Handlers<T>,
  streams: { [K in keyof T]?: StreamOf<T[K]> } = {},
  holdings: { [K in keyof T]?: Holding } = {},
): Served[] {
  const known = handlers as Record<string, Handler<Route> | Prepared<Route>>
  return Object.entries(table).map(([operationId, route]) => {
    const stream = streams[operationId] as Stream | undefined
    if (route.download !== undefined && stream === undefined) throw new Error(`${operationId} has no stream`)
    const given = known[operationId] ?? streamAlone
    const prepared = typeof given === 'function' ? null : given
    const handler = typeof given === 'function' ? given : (given.after as Handler<Route>)
    return { operationId, route, handler, prepared, stream, holding: holdings[operationId] ?? 'standing' }
  })
}

const streamAlone: Handler<Route> = () => Promise.reject(new Error('a download was asked for as JSON'))

/** What the kernel lends to modules when it makes them. */
export type Kernel = {
  config: Config
  world: World
  live: Live
  passwords: Passwords
  limits: Limits
  /** Of every module on the ladder, once all are made. */
  keeps: Keeps[]
  log: FastifyBaseLogger
  /** For tasks, which run beside the requests. */
  db: Tx
}

export type Module = {
  name: string
  routes?: Served[]
  reactions?: Reaction[]
  /** Reactions, or types of them, that an earlier program had. */
  retired?: Retired[]
  keeps?: Keeps
  /** What waits for the database alone. */
  tasks?: Tasks
  /** What waits for somebody outside, under the name of whom: nobody waits for those who wait for another. */
  outside?: Lanes
  schedules?: Schedule[]
}
