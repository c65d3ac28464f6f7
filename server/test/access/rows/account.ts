import type { account as contract } from '@mortar/contract'
import { password } from '../../harness/index.ts'
import { full, noUuid, type Rows } from '../row.ts'
import { anAddress, grantOf, someoneInsteadOf } from '../town.ts'

const ownAddress = { thing: anAddress, missing: noUuid, reached: ['customer'] } as const

export const account: Rows<typeof contract> = {
  get_me: { tells: { text: ({ people }) => people.customer.email, to: ['customer'] } },
  /** To what they act by already: each call leaves everybody what they are. */
  switch_grant: {
    thing: (town) => grantOf(town, town.people.customer),
    missing: noUuid,
    reached: ['customer'],
    given: (_, grant) => ({ body: { grant } }),
  },
  update_me: { given: () => ({ body: { name: 'Another name', phone: '+33123456789', language: 'en' } }) },
  delete_me: {
    except: { keeper: 409, other_keeper: 409, admin: 409 },
    given: () => ({ body: { password } }),
    after: someoneInsteadOf,
  },
  export_me: { tells: { text: anAddress, to: ['customer'] } },
  list_addresses: { tells: { text: anAddress, to: ['customer'] } },
  create_address: { given: () => ({ body: { address: full, is_default: true } }) },
  update_address: {
    ...ownAddress,
    given: (_, id) => ({ params: { id }, body: { address: full, is_default: true } }),
  },
  delete_address: { ...ownAddress, given: (_, id) => ({ params: { id } }) },
}
