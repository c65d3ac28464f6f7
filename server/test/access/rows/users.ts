import type { users as contract } from '@mortar/contract'
import { page, toPerson, type Rows } from '../row.ts'
import { aBystander } from '../staffing.ts'

export const users: Rows<typeof contract> = {
  active_users: { given: () => ({ query: { ...page, type: 'customer' } }) },
  list_users: {
    given: ({ people }) => ({ query: { ...page, q: people.customer.username, role: 'customer', state: 'unverified' } }),
  },
  get_user: {
    ...toPerson(({ people }) => people.customer.username),
    tells: { text: ({ people }) => people.customer.email, to: ['admin'] },
  },
  update_user: toPerson((town) => aBystander(town), { role: 'admin' }),
  block_user: toPerson((town) => aBystander(town), { reason: 'Sold their account.' }),
  unblock_user: toPerson((town) => aBystander(town, { isBlocked: true }), { reason: 'It was a mistake.' }),
  reset_second_factor: toPerson((town) => aBystander(town, { hasFactor: true }), { reason: 'Lost their phone.' }),
}
