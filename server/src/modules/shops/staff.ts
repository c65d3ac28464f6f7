import type { Duty } from '@mortar/contract'
import type { Tx } from '../../kernel/database.ts'
import { audit, changeWork, endWork, withheld } from '../people/index.ts'
import type { By } from './invitations.ts'

type Work = { duties: Duty[]; registration_number?: string | null | undefined }

/** Nothing ever leaves the audit log: that somebody has a number with the chamber stands in it, and not which. */
const told = ({ duties, registration_number = null }: Work) => ({
  duties,
  registration_number: withheld(registration_number),
})

/** Refuses `not_found` for whoever is not of the keeper's staff. */
export async function updateStaff(
  tx: Tx,
  username: string,
  { duties, registration_number = null }: Work,
  { person, ip }: By,
  at: Date,
): Promise<void> {
  const after = { duties, registration_number }
  const { before, ...member } = await changeWork(tx, { username, shop_id: person.shop_id }, after)
  const target = `user:${member.username}`
  await audit(
    tx,
    { actor_id: person.id, action: 'staff.update', target, before: told(before), after: told(after), ip },
    at,
  )
}

/** Refuses as `updateStaff` does. */
export async function removeStaff(tx: Tx, username: string, { person, ip }: By, at: Date): Promise<void> {
  const { before, ...member } = await endWork(tx, { username, shop_id: person.shop_id }, at)
  const target = `user:${member.username}`
  await audit(tx, { actor_id: person.id, action: 'staff.remove', target, before: told(before), ip }, at)
}
