import { afterAll, beforeAll, expect, test } from 'vitest'
import { anApprovedShop, aMortar, type Mortar } from '../../../test/harness/index.ts'
import { aProduct } from '../../../test/harness/products.ts'
import { sql } from '../../kernel/database.ts'
import { readMatches } from './matches.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

test('what has left the market since it was found has no card, and the others keep their order', async () => {
  const shop = await anApprovedShop(mortar)
  for (const name of ['Gauze', 'Soap', 'Plaster']) await aProduct(shop, { name })
  await sql`update catalogue.products set is_live = false where name = 'Soap'`.execute(mortar.db)
  const matches = { ids: sql`select id from catalogue.products order by id desc`, count: sql`select 3` }
  const page = await readMatches(mortar.db, matches, mortar.clock.now, (card) => card.name)
  expect(page).toEqual({ count: 3, results: ['Plaster', 'Gauze'], found: 3 })
})
