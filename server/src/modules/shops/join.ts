import type { Duty, User } from '@mortar/contract'
import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { audit, createUser, employ, getUser, proveEmail, type Registration } from '../people/index.ts'
import type { InvitationTokens } from './invitation-token.ts'
import { isOpenTo, takesPeople, type By } from './invitations.ts'

type Seen = {
  shop: { slug: string; name: string }
  email: string
  duties: Duty[]
  expires_at: string
  has_account: boolean
}

/** Refuses `code_invalid` for a token that is forged, and for an invitation that nobody can take up any more. */
export async function viewInvitation(tx: Tx, tokens: InvitationTokens, token: string, at: Date): Promise<Seen> {
  const { rows } = await sql<Seen>`
    select jsonb_build_object('slug', s.slug, 'name', s.name) as shop, i.email, i.duties, i.expires_at,
      exists (select from people.users where email_key = lower(i.email)) as has_account
    from shops.invitations i join shops.shops s on s.id = i.shop_id
    where i.id = ${tokens.read(token)}::uuid and ${isOpenTo(at)} and ${takesPeople}`.execute(tx)
  return valid(rows[0])
}

/** Takes an invitation up with a new account, whose address the mail has proved. Refuses as `createUser` does too. */
export async function acceptInvitation(
  tx: Tx,
  invitationId: string | null,
  newcomer: Omit<Registration, 'email' | 'email_verified_at'>,
  at: Date,
): Promise<User> {
  const taken = await take(tx, invitationId, at)
  const registration = { ...newcomer, email: taken.email, email_verified_at: at }
  const { id, user } = await createUser(tx, registration, 'staff', at)
  await welcome(tx, taken, { ...user, id }, newcomer.ip ?? null, at)
  return user
}

/** Takes an invitation up that came to a customer's own address. Refuses `code_invalid`. */
export async function joinStaff(tx: Tx, invitationId: string | null, { person, ip }: By, at: Date): Promise<User> {
  const taken = await take(tx, invitationId, at)
  if (!(await proveEmail(tx, person.id, taken.email, at))) throw new Refusal('code_invalid')
  await welcome(tx, taken, person, ip, at)
  return getUser(tx, person.id)
}

type Taken = {
  id: string
  shop_id: number
  shop: string
  email: string
  duties: Duty[]
  registration_number: string | null
}

/**
 * The one compare-and-set of an invitation: whoever comes first has it, the others find it closed. The address goes: it
 * has done what it was for. The shop stays one that takes people until the commit; whoever invites locks it first, too.
 */
async function take(tx: Tx, id: string | null, at: Date): Promise<Taken> {
  const { rows } = await sql<Taken>`
    with taken as (
      select i.id, i.email, s.slug as shop from shops.invitations i join shops.shops s on s.id = i.shop_id
      where i.id = ${id}::uuid and ${isOpenTo(at)} and ${takesPeople} for share of s for update of i
    )
    update shops.invitations i set closed_at = ${at}, email = ''
    from taken where i.id = taken.id
    returning i.id, i.shop_id, taken.shop, taken.email, i.duties, i.registration_number`.execute(tx)
  return valid(rows[0])
}

/** Somebody who became something else meanwhile cannot be staff. */
async function welcome(
  tx: Tx,
  { id: invitationId, shop, ...work }: Taken,
  { id, username }: { id: number; username: string },
  ip: string | null,
  at: Date,
): Promise<void> {
  if (!(await employ(tx, id, work))) throw new Refusal('code_invalid')
  await sendUnread(tx, sql`update shops.invitations set accepted_by = ${id} where id = ${invitationId}`)
  const after = { shop, duties: work.duties }
  await audit(tx, { actor_id: id, action: 'staff.join', target: `user:${username}`, after, ip }, at)
}

function valid<T>(row: T | undefined): T {
  if (row === undefined) throw new Refusal('code_invalid')
  return row
}
