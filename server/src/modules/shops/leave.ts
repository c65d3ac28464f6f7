import type { Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { deletePerson } from '../people/index.ts'
import { forgetInvitationsTo } from './store.ts'

/**
 * Deletes an account, and with it the invitations that wait at its address: nobody would know afterwards whose that was. Only where
 * the person had proved it: another's address, typed in at registering, takes no invitation of theirs away. Refuses as `deletePerson` does.
 */
export async function leave(tx: Tx, leaving: { person: Person; ip: string; at: Date }): Promise<void> {
  const address = await deletePerson(tx, leaving)
  if (address !== null) await forgetInvitationsTo(tx, address)
}
