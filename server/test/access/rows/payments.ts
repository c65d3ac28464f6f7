import type { payments as contract } from '@mortar/contract'
import { noUuid, type Rows } from '../row.ts'
import { anOrder } from '../town.ts'

export const payments: Rows<typeof contract> = {
  pay_fake: {
    thing: async (town) => (await anOrder(town, 'fake')).payment_id,
    missing: noUuid,
    reached: ['customer'],
    given: (_, id) => ({ params: { id }, body: { outcome: 'paid' } }),
  },
}
