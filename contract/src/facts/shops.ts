import { z } from 'zod'
import { uuid } from '../shape.ts'
import { fact } from './fact.ts'
import { topic } from './topics.ts'

const shop_id = z.int()

export const ofShops = {
  'staff.invited': fact(z.object({ invitation_id: uuid, shop_id })),
  'shop.registered': fact(z.object({ shop_id, owner_id: z.int(), name: z.string() })),
  'shop.decided': fact(
    z.object({
      shop_id,
      owner_id: z.int(),
      slug: z.string(),
      status: z.string(),
      note: z.string().nullable().describe('What the admin wrote to the owner.'),
    }),
    ({ slug }) => [topic('shop', slug)],
  ),
}
