import ipaddr from 'ipaddr.js'
import { sql, unread, type Tx } from './database.ts'
import { Refusal } from './refusal.ts'

/** So many tries at once; then one more every `per_s / tries` seconds. */
export type Rule = { tries: number; per_s: number }
export type Wanted = { key: string; rule: Rule }
export type Standing = { limit: number; remaining: number; reset_s: number }

export type Limits = {
  /**
   * Counts one try for each key, in one statement of its own: what is tried may fail, and has been tried all the same.
   * Refuses `rate_limited` with when to come back. Answers how the tightest of them stands.
   */
  take: (db: Tx, wanted: Wanted[], at: Date) => Promise<Standing>
  /** Takes a try back, of something that went well: only failures shall count. */
  giveBack: (tx: Tx, wanted: Wanted[]) => Promise<void>
}

/**
 * Counted in the database, so that all processes share the count and a restart forgets nothing. A key's row holds the time
 * up to which its tries are spent (the generic cell rate algorithm): one row, one write, no window to wait for.
 */
export function makeLimits(enabled: boolean): Limits {
  if (!enabled) return { take: async () => ({ limit: 0, remaining: 0, reset_s: 0 }), giveBack: async () => undefined }
  return {
    take: async (db, wanted, at) => {
      const standings = await spend(db, wanted, at)
      const refused = wanted.filter(({ key }) => !standings.has(key))
      if (refused.length > 0) throw await tooMany(db, refused, at)
      return tightest(wanted, standings, at)
    },
    giveBack: async (tx, wanted) => {
      await sql`
        update kernel.limits l set free_at = l.free_at - w.step_s * interval '1 second'
        from unnest(${keysOf(wanted)}::text[], ${stepsOf(wanted)}::float8[]) as w(key, step_s) where l.key = w.key ${unread}`.execute(
        tx,
      )
    },
  }
}

const stepOf = ({ tries, per_s }: Rule) => per_s / tries
const keysOf = (wanted: Wanted[]) => wanted.map(({ key }) => key)
const stepsOf = (wanted: Wanted[]) => wanted.map(({ rule }) => stepOf(rule))

/** When each key is free again; a key that has no try left is not among them. Keys are locked in their own order. */
async function spend(db: Tx, wanted: Wanted[], at: Date): Promise<Map<string, string>> {
  const { rows } = await sql<{ key: string; free_at: string }>`
    insert into kernel.limits as l (key, free_at, span)
    select w.key, ${at}::timestamptz + w.step_s * interval '1 second', w.span_s * interval '1 second'
    from unnest(${keysOf(wanted)}::text[], ${stepsOf(wanted)}::float8[], ${wanted.map(({ rule }) => rule.per_s)}::float8[])
      as w(key, step_s, span_s)
    order by w.key
    on conflict (key) do update
    set free_at = greatest(l.free_at, ${at}) + (excluded.free_at - ${at}::timestamptz), span = excluded.span
    where greatest(l.free_at, ${at}) + (excluded.free_at - ${at}::timestamptz) <= ${at}::timestamptz + excluded.span
    returning key, free_at`.execute(db)
  return new Map(rows.map(({ key, free_at }) => [key, free_at]))
}

async function tooMany(db: Tx, refused: Wanted[], at: Date): Promise<Refusal> {
  const { rows } = await sql<{ key: string; free_at: string }>`
    select key, free_at from kernel.limits where key = any(${keysOf(refused)})`.execute(db)
  const waits = refused.map(({ key, rule }) => {
    const ahead_s = secondsFrom(at, rows.find((row) => row.key === key)?.free_at ?? at.toISOString())
    return ahead_s + stepOf(rule) - rule.per_s
  })
  return new Refusal('rate_limited', { retry_after_s: Math.max(1, Math.ceil(Math.max(...waits))) })
}

function tightest(wanted: Wanted[], standings: Map<string, string>, at: Date): Standing {
  const all = wanted.map(({ key, rule }) => {
    const ahead_s = secondsFrom(at, standings.get(key) ?? at.toISOString())
    const remaining = Math.floor((rule.per_s - ahead_s) / stepOf(rule) + 1e-6)
    return { limit: rule.tries, remaining, reset_s: Math.ceil(ahead_s) }
  })
  return all.reduce((least, each) => (each.remaining < least.remaining ? each : least))
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
