import { reaction } from '../../kernel/facts.ts'
import { forgetCartsOf } from './store.ts'

/** Whoever is deleted means to buy nothing any more. */
export const forget = reaction({
  name: 'carts',
  start: 'kept',
  types: ['person.deleted'],
  react: (tx, facts) =>
    forgetCartsOf(
      tx,
      facts.map(({ data }) => data.user_id),
    ),
})
