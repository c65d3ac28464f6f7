import ipaddr from 'ipaddr.js'
import { sql, sendUnread, type Tx } from './database.ts'
import { Refusal } from './refusal.ts'

/** So many tries at once; then one more every `per_s / tries` seconds. */
export type Rule = { tries: number; per_s: number }
export type Quota = { key: string; rule: Rule }
export type Standing = { limit: number; remaining: number; reset_s: number }

export type Limits = {
  /**
   * Counts one try for each key, each in a statement of its own: what is tried may fail, and has been tried all the same. The
   * narrowest key comes first: a try that it refuses uses up nothing of what others share. Refuses `rate_limited` with when to
   * come back, and then counts for none of them. Answers how the tightest of them stands.
   */
  count: (db: Tx, wanted: Quota[], at: Date) => Promise<Standing>
  /** Takes a try back, of something that went well: only failures shall count. */
  giveBack: (tx: Tx, wanted: Quota[]) => Promise<void>
}

/**
 * Counted in the database, so that all processes share the count and a restart forgets nothing. A key's row holds the time
 * up to which its tries are spent (the generic cell rate algorithm): one row, one write, no window to wait for.
 */
export function makeLimits(enabled: boolean): Limits {
  if (!enabled) return { count: async () => ({ limit: 0, remaining: 0, reset_s: 0 }), giveBack: async () => undefined }
  return {
    count: async (db, wanted, at) => {
      const standings: Standing[] = []
      for (const [i, each] of wanted.entries()) {
        const standing = await spend(db, each, at)
        if (standing === null) {
          await giveBack(db, wanted.slice(0, i))
          throw await tooMany(db, each, at)
        }
        standings.push(standing)
      }
      return standings.reduce((least, each) => (each.remaining < least.remaining ? each : least), unlimited)
    },
    giveBack,
  }
}

const unlimited: Standing = { limit: 0, remaining: Infinity, reset_s: 0 }

async function giveBack(tx: Tx, wanted: Quota[]): Promise<void> {
  if (wanted.length === 0) return
  await sendUnread(
    tx,
    sql`update kernel.limits l set free_at = l.free_at - w.step_s * interval '1 second'
    from unnest(${keysOf(wanted)}::text[], ${stepsOf(wanted)}::float8[]) as w(key, step_s) where l.key = w.key`,
  )
}

const stepOf = ({ tries, per_s }: Rule) => per_s / tries
const keysOf = (wanted: Quota[]) => wanted.map(({ key }) => key)
const stepsOf = (wanted: Quota[]) => wanted.map(({ rule }) => stepOf(rule))

/** Null where the key has no try left. */
async function spend(db: Tx, { key, rule }: Quota, at: Date): Promise<Standing | null> {
  const step_s = stepOf(rule)
  const { rows } = await sql<{ free_at: string }>`
    insert into kernel.limits as l (key, free_at, span)
    values (${key}, ${at}::timestamptz + ${step_s}::float8 * interval '1 second', ${rule.per_s}::float8 * interval '1 second')
    on conflict (key) do update
    set free_at = greatest(l.free_at, ${at}) + (excluded.free_at - ${at}::timestamptz), span = excluded.span
    where greatest(l.free_at, ${at}) + (excluded.free_at - ${at}::timestamptz) <= ${at}::timestamptz + excluded.span
    returning free_at`.execute(db)
  const row = rows[0]
  if (row === undefined) return null
  const ahead_s = secondsFrom(at, row.free_at)
  const remaining = Math.floor((rule.per_s - ahead_s) / step_s + 1e-6)
  return { limit: rule.tries, remaining, reset_s: Math.ceil(ahead_s) }
}

async function tooMany(db: Tx, { key, rule }: Quota, at: Date): Promise<Refusal> {
  const { rows } = await sql<{ free_at: string }>`select free_at from kernel.limits where key = ${key}`.execute(db)
  const wait_s = secondsFrom(at, rows[0]?.free_at ?? at.toISOString()) + stepOf(rule) - rule.per_s
  return new Refusal('rate_limited', { retry_after_s: Math.max(1, Math.ceil(wait_s)) })
}

const secondsFrom = (at: Date, instant: string) => Math.max(0, (Date.parse(instant) - at.getTime()) / 1000)

/** Who shares a count: an IPv4 address, or an IPv6 network of 64 bits, which is the least that one subscriber is given. */
export function networkOf(ip: string): string {
  const address = ipaddr.parse(ip)
  if (address.kind() === 'ipv4') return address.toString()
  const v6 = address as ipaddr.IPv6
  if (v6.isIPv4MappedAddress()) return v6.toIPv4Address().toString()
  return `${v6.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
