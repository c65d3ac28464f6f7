import type { Duty, User } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { actBy, audit, createUser, employ, getUser, proveEmail, type Registration } from '../people/index.ts'
import type { InvitationTokens } from './invitation-token.ts'
import type { By } from './invitations.ts'
import { setAccepted, takeUp, type AcceptedInvitation } from './store.ts'
import { isOpenTo, takesPeople } from './views.ts'

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
  const taken = valid(await takeUp(tx, invitationId, at))
  const registration = { ...newcomer, email: taken.email, email_verified_at: at }
  const { id, user } = await createUser(tx, registration, 'staff', at)
  await welcome(tx, taken, { ...user, id }, newcomer.ip ?? null, at)
  return user
}

/** Takes an invitation up that came to one's own address: this session acts by what it gives. Refuses `code_invalid`. */
export async function joinStaff(tx: Tx, invitationId: string | null, { person, ip }: By, at: Date): Promise<User> {
  const taken = valid(await takeUp(tx, invitationId, at))
  if (!(await proveEmail(tx, person.id, taken.email, at))) throw new Refusal('code_invalid')
  await actBy(tx, person, await welcome(tx, taken, person, ip, at), at)
  return getUser(tx, { id: person.id, role: 'staff' })
}

/** Whoever keeps the shop or works there cannot join it. Answers the grant. */
async function welcome(
  tx: Tx,
  { id: invitationId, shop, ...work }: AcceptedInvitation,
  { id, username }: { id: number; username: string },
  ip: string | null,
  at: Date,
): Promise<string> {
  const grantId = await employ(tx, id, work)
  if (grantId === null) throw new Refusal('code_invalid')
  await setAccepted(tx, invitationId, id)
  const after = { shop, duties: work.duties }
  await audit(tx, { actor_id: id, action: 'staff.join', target: `user:${username}`, after, ip }, at)
  return grantId
}

function valid<T>(row: T | undefined): T {
  if (row === undefined) throw new Refusal('code_invalid')
  return row
}
