import { z } from 'zod'
import { fact } from './fact.ts'
import { topic } from './topics.ts'

const shop_id = z.int()

export const ofGoods = {
  'product.changed': fact(z.object({ product_id: z.int(), shop_id, slug: z.string() }), (data) => [
    topic('product', data.slug),
    topic('desk', data.shop_id),
  ]),
  'stock.changed': fact(
    z.object({ shop_id, variant_ids: z.array(z.int()), slugs: z.array(z.string()) }),
    ({ slugs, ...data }) => [...slugs.map((slug) => topic('product', slug)), topic('desk', data.shop_id)],
  ),
}
