import type { Duty } from '@mortar/contract'
import { createHash } from 'node:crypto'
import { sql, type Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import type { Limits, Rule, Quota } from '../../kernel/limits.ts'
import type { Person } from '../../kernel/module.ts'
import { Refusal, found } from '../../kernel/refusal.ts'
import { audit } from '../people/index.ts'
import { must } from '../../kernel/must.ts'
import { closeInvitation, closeInvitations, insertInvitation } from './store.ts'
import { takesPeople } from './views.ts'

const lifeMs = 7 * 24 * 60 * 60_000
/** Members and open invitations together. */
export const mostStaff = 50

/** Mails to strangers: of one shop in a day, and of one shop to one address. */
export const rules = {
  shop: { tries: 60, per_s: 86_400 },
  address: { tries: 3, per_s: 86_400 },
} as const satisfies Record<string, Rule>

export type Offer = { email: string; duties: Duty[]; registration_number?: string | null | undefined }
export type By = { person: Person; ip: string }

/**
 * Invites by mail, in place of an older invitation to the same address. Whose the address is, if anybody's, is not asked: who
 * invites would learn it. Whoever cannot join reads so when they follow the mail. Refuses `shop_not_approved` where the shop
 * takes nobody on, `rate_limited`, and `too_many`. The shop is locked, so that of invitations at once none passes the bound.
 */
export async function invite(
  tx: Tx,
  { email, duties, registration_number = null }: Offer,
  { person, ip }: By,
  limits: Limits,
  at: Date,
) {
  const shop = await lockShop(tx, person.shop_id)
  await limits.count(tx, mailsOf(shop.id, email), at)
  await closeInvitations(tx, shop.id, email, at)
  if ((await sizeOf(tx, shop.id)) >= mostStaff)
    throw new Refusal('too_many', { detail: `A shop has at most ${mostStaff} members and open invitations together.` })
  const offer = { shop_id: shop.id, email, duties, registration_number, invited_by: person.id }
  const invitation = await insertInvitation(tx, offer, new Date(at.getTime() + lifeMs), at)
  const after = { shop: shop.slug, duties }
  await audit(tx, { actor_id: person.id, action: 'staff.invite', target: `invitation:${invitation.id}`, after, ip }, at)
  await publish(tx, 'staff.invited', { invitation_id: invitation.id, shop_id: shop.id })
  return invitation
}

async function lockShop(tx: Tx, shopId: number | null): Promise<{ id: number; slug: string }> {
  const { rows } = await sql<{ id: number; slug: string; takes_people: boolean }>`
    select id, slug, ${takesPeople} as takes_people from shops.shops s where id = ${shopId} for no key update`.execute(
    tx,
  )
  const { takes_people, ...shop } = found(rows[0])
  if (!takes_people) throw new Refusal('shop_not_approved')
  return shop
}

/** Counts are not where addresses are kept. */
function mailsOf(shopId: number, email: string): Quota[] {
  const to = createHash('sha256').update(email.toLowerCase()).digest('base64url')
  return [
    { key: `invitation ${shopId} ${to}`, rule: rules.address },
    { key: `invitations ${shopId}`, rule: rules.shop },
  ]
}

/** Once those that ran out are closed: members and open invitations. */
async function sizeOf(tx: Tx, shopId: number): Promise<number> {
  const { rows } = await sql<{ size: number }>`
    select (select count(*) from people.user_grants where shop_id = ${shopId} and role = 'staff')
      + (select count(*) from shops.invitations where shop_id = ${shopId} and closed_at is null) as size`.execute(tx)
  return must(rows[0], 'the size of a shop').size
}

/** Refuses `not_found` for one that is not open, or not this shop's. */
export async function withdraw(tx: Tx, id: string, { person, ip }: By, at: Date): Promise<void> {
  if (!(await closeInvitation(tx, id, person.shop_id, at))) throw new Refusal('not_found')
  await audit(tx, { actor_id: person.id, action: 'staff.withdraw', target: `invitation:${id}`, ip }, at)
}
