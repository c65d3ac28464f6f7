import { allows, type Route } from '@mortar/contract'
import { transact, type Tx } from './database.ts'
import type { Holding, Person } from './module.ts'
import { Refusal } from './refusal.ts'

/** What a request carries to say who sends it. */
export type Credentials = { bearer: string | null; cookie: string | null }

/**
 * The one cookie that names a session. Over https it bears the prefix that keeps other hosts, and plain connections, from
 * setting it: any other could have been put there to sign a browser in as somebody else.
 */
export const sessionCookie = ({ protocol }: { protocol: string }) => (protocol === 'https' ? '__Host-mortar' : 'mortar')

/** What the mount asks of whoever knows sessions. */
export type Sessions = {
  /** Who sends a request. Null: a stranger. `dead`: the credential was presented and is no longer, or never was, good. */
  identify: (db: Tx, credentials: Credentials, at: Date) => Promise<Person | null | 'dead'>
  /**
   * Who that was within the last minute, as far as this process knows. Good enough to begin a change, whose transaction
   * reads who asks and decides; for nothing else.
   */
  recent: (credentials: Credentials, at: Date) => Promise<Person | undefined>
  /** The person of a session as they are now; null once it has ended. */
  recall: (db: Tx, sessionId: string, at: Date) => Promise<Person | null>
  /**
   * The same in a transaction, sent with its next statement: from there to the commit the person stays who is answered.
   * What ends the session meanwhile waits, and what had begun to is waited for.
   */
  hold: (
    tx: Tx,
    sessionId: string,
    at: Date,
    holding: Exclude<Holding, 'nobody'>,
  ) => Promise<() => Promise<Person | null>>
}

/** The person, if they may call this. A dead bearer is refused everywhere; behind a dead cookie is a stranger. */
export function admitted(person: Person | null, route: Route, isBearer: boolean): Person | null {
  if (person === null && isBearer) throw new Refusal('session_ended')
  if (allows(route.access, person)) return person
  throw new Refusal(person === null ? 'unauthenticated' : 'forbidden')
}

/** Somebody who was admitted to a call, or a stranger who was. */
export type Asker = { person: Person | null; route: Route; isBearer: boolean }
type With = { sessions: Sessions; now: () => Date }

/** How a call reads again who asks: a body, and a stream, take as long as the other end likes. */
export function askingAgain({ sessions, now }: With, { person, route, isBearer }: Asker, holding: Holding) {
  return async (tx: Tx): Promise<Person | null> => {
    if (person === null || holding === 'nobody') return person
    const { session_id } = person
    if (!tx.isTransaction) return admitted(await sessions.recall(tx, session_id, now()), route, isBearer)
    const hold = async () => (await sessions.hold(tx, session_id, now(), holding))()
    return admitted((await hold()) ?? (await hold()), route, isBearer)
  }
}

/**
 * Works in a transaction whose first statement reads again who asks, and holds them as they are until the commit. The work
 * does not wait for what that statement answers, since it nearly always is what was known; but nothing of it is committed or
 * told before. Should they be somebody else by now who may call all the same, it is undone and done again as theirs; so it is
 * where the statement found nobody, since one that waited for its session to switch looks for what it was.
 */
export async function actAs<T>(
  { db, sessions, now }: With & { db: Tx },
  { person, route, isBearer }: Asker,
  holding: Holding,
  work: (tx: Tx, person: Person | null) => Promise<T>,
): Promise<T> {
  if (person === null || holding === 'nobody') return transact(db, (tx) => work(tx, person))
  try {
    return await transact(db, async (tx) => {
      const held = await sessions.hold(tx, person.session_id, now(), holding)
      const [done] = await Promise.allSettled([work(tx, person)])
      const they = await held()
      if (!isUnchanged(they, person)) throw new Changed(they)
      if (done.status === 'rejected') throw done.reason
      return done.value
    })
  } catch (error) {
    if (!(error instanceof Changed)) throw error
    const they = error.person ?? (await sessions.recall(db, person.session_id, now()))
    return actAs({ db, sessions, now }, { person: admitted(they, route, isBearer), route, isBearer }, holding, work)
  }
}

/** Who asks is not who they were. */
class Changed extends Error {
  readonly person: Person | null

  constructor(person: Person | null) {
    super('who asks has changed')
    this.person = person
  }
}

/** Whether somebody may do and see just the same as before, and is called so: access, queries and answers go by these. */
export function isUnchanged(now: Person | null, before: Person | null): boolean {
  if (now === null || before === null) return now === before
  const has = (duty: Person['duties'][number]) => before.duties.includes(duty)
  const hasSameDuties = now.duties.length === before.duties.length && now.duties.every(has)
  const hasSameShops =
    now.own_shops.length === before.own_shops.length && now.own_shops.every((each) => before.own_shops.includes(each))
  const isCalledSo = now.name === before.name && now.username === before.username
  return isCalledSo && hasSameDuties && hasSameShops && now.grant_id === before.grant_id && now.role === before.role
}
