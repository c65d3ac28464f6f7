import type { Answer, Duty, FactorMethod, Role, SavedAddress, account as contract } from '@mortar/contract'
import type { CodePurpose } from '@mortar/contract/facts'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Keeps, Person } from '../../kernel/module.ts'
import { foremost, roleOf } from './store/grants.ts'
import { purposeOfRow } from './store/codes.ts'
import type { EndReason } from './store/sessions.ts'
import { audit } from './store/audit.ts'
import { getUser } from './users.ts'

type Export = Answer<(typeof contract)['export_me']>

/**
 * All that is kept about a person, a member for each module that keeps something: a fixed number of statements each, one
 * after the other. That it was taken out is audited, in a statement of its own: a reading call has no transaction.
 */
export async function exportAll(
  tx: Tx,
  { person, ip, at }: { person: Person; ip: string; at: Date },
  keeps: readonly Keeps[],
): Promise<Export> {
  const parts: Record<string, unknown>[] = []
  for (const keep of keeps) parts.push(await keep(tx, person.id))
  const profile = await getUser(tx, person)
  await audit(tx, { actor_id: person.id, action: 'user.export', target: `user:${person.username}`, ip }, at)
  return { ...Object.assign({}, ...parts), made_at: at.toISOString(), profile }
}

/** What this module keeps: no secret, and nothing of what only makes one. */
export const keeps: Keeps = async (tx, userId) => ({
  people: {
    grants: await grantsOf(tx, userId),
    addresses: await addressesOf(tx, userId),
    sessions: await sessionsOf(tx, userId),
    second_factor: await factorOf(tx, userId),
    recovery_codes: await recoveryCodesOf(tx, userId),
    codes: await codesOf(tx, userId),
    audit: await auditOf(tx, userId),
  },
})

type Held = { role: Role; duties: Duty[]; registration_number: string | null; last_chosen_at: string | null }

/** In which shops is told by shops. */
async function grantsOf(tx: Tx, userId: number) {
  const { rows } = await sql<Held>`
    select ${roleOf} as role, g.duties, g.registration_number, g.chosen_at as last_chosen_at
    from people.user_grants g where g.user_id = ${userId} order by ${foremost}`.execute(tx)
  return rows
}

async function addressesOf(tx: Tx, userId: number) {
  const { rows } = await sql<SavedAddress & { saved_at: string }>`
    select id, is_default, address, created_at as saved_at
    from people.addresses where user_id = ${userId} order by created_at, id`.execute(tx)
  return rows
}

type Session = {
  device: string | null
  ip: string | null
  signed_in_at: string
  last_activity: string
  expires_at: string
  ended_at: string | null
  ended_by: EndReason | null
}

async function sessionsOf(tx: Tx, userId: number) {
  const { rows } = await sql<Session>`
    select device, host(ip) as ip, created_at as signed_in_at, last_seen_at as last_activity, expires_at, ended_at,
      end_reason as ended_by
    from people.sessions where user_id = ${userId} order by created_at, id`.execute(tx)
  return rows
}

async function factorOf(tx: Tx, userId: number) {
  const { rows } = await sql<{ method: FactorMethod; since: string | null }>`
    select method, confirmed_at as since from people.second_factors where user_id = ${userId}`.execute(tx)
  return rows[0] ?? null
}

async function recoveryCodesOf(tx: Tx, userId: number) {
  const { rows } = await sql<{ used_at: string | null }>`
    select used_at from people.recovery_codes where user_id = ${userId} order by used_at`.execute(tx)
  return rows
}

async function codesOf(tx: Tx, userId: number) {
  const { rows } = await sql<{ purpose: CodePurpose; sent_to: string; expires_at: string; used_at: string | null }>`
    select ${purposeOfRow} as purpose, target as sent_to, expires_at, used_at
    from people.codes where user_id = ${userId} order by purpose`.execute(tx)
  return rows
}

type Entry = {
  at: string
  action: string
  target: string
  by_me: boolean
  ip: string | null
  before: unknown
  after: unknown
}

/**
 * What the person did, and what was done about them since they have their username: it may have been somebody's before.
 * Where another acted, from which address is the other's to know.
 */
async function auditOf(tx: Tx, userId: number) {
  const { rows } = await sql<Entry>`
    select a.at, a.action, a.target, me.is_actor as by_me, a.before, a.after,
      case when me.is_actor or a.actor_id is null then host(a.ip) end as ip
    from people.audit a
    cross join lateral (select a.actor_id is not distinct from ${userId} as is_actor) me
    where a.actor_id = ${userId}
      or (a.target = (select 'user:' || username from people.users where id = ${userId})
        and a.at >= (select created_at from people.users where id = ${userId}))
    order by a.id`.execute(tx)
  return rows
}
