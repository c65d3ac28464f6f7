import { reaction } from '../../kernel/facts.ts'
import { forgetAccepted } from './store.ts'

/** Whoever is deleted was never invited. What is still open to an address is the address's, and runs out by itself. */
export const forget = reaction({
  name: 'shops',
  start: 'kept',
  types: ['person.deleted'],
  take: (tx, facts) =>
    forgetAccepted(
      tx,
      facts.map(({ data }) => data.user_id),
    ),
})
