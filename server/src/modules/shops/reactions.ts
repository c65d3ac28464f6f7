import { reaction } from '../../kernel/facts.ts'
import { forgetAccepted } from './store.ts'

/** Whoever is deleted was never invited. What was still open at their address went with the account (`leave.ts`). */
export const forget = reaction({
  name: 'shops',
  start: 'kept',
  types: ['person.deleted'],
  react: (tx, facts) =>
    forgetAccepted(
      tx,
      facts.map(({ data }) => data.user_id),
    ),
})
