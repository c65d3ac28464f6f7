import type { staff as contract } from '@mortar/contract'
import { aName } from '../../harness/index.ts'
import { inShop, noUuid, person, toPerson, type Rows } from '../row.ts'
import { aHire, anInvitation, anInvitationsToken, asBefore } from '../staffing.ts'

const work = { duties: ['pharmacist'], registration_number: 'RPPS-2' }

export const staff: Rows<typeof contract> = {
  list_staff: { tells: { text: ({ people }) => people.counter.email, to: ['keeper'] } },
  invite_staff: { given: () => ({ body: { email: `${aName('guest')}@people.test`, ...work } }) },
  withdraw_invitation: {
    thing: (town) => anInvitation(town),
    missing: noUuid,
    reached: ['keeper'],
    given: (_, id) => ({ params: { id } }),
  },
  update_staff: { ...toPerson(aHire, work), reached: ['keeper'] },
  remove_staff: { ...toPerson(aHire), reached: ['keeper'] },
  view_invitation: { given: async (town) => ({ body: { token: await anInvitationsToken(town) } }) },
  accept_invitation: {
    given: async (town) => {
      const { email: _, language: __, ...newcomer } = person()
      return { body: { ...newcomer, token: await anInvitationsToken(town) } }
    },
  },
  /** Whoever belongs to the shop cannot join it. */
  join_staff: {
    except: Object.fromEntries(inShop.map((actor) => [actor, 400])),
    given: async (town, _, actor) => ({ body: { token: await anInvitationsToken(town, actor) } }),
    after: asBefore,
  },
}
