import type { OperationId } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { someoneWhoMay, type Row } from './access/row.ts'
import { rows } from './access/rows.ts'
import { requestOf, routeOf, send } from './access/send.ts'
import { anOrder, aTown, type Town } from './access/town.ts'
import { sql } from '../src/kernel/database.ts'
import { walk } from './harness/buying.ts'
import { aProduct } from './harness/products.ts'

let town: Town
beforeAll(async () => {
  town = await aTown()
  await somethingForEveryList()
})
afterAll(() => town.mortar.close())

async function somethingForEveryList(): Promise<void> {
  const { mortar, people } = town
  const keeper = { ...people.keeper, shop: '' }
  for (let n = 0; n < 3; n++) {
    await aProduct(keeper, { stock: 0 })
    await anOrder(town)
    await walk(keeper, (await anOrder(town)).order_number, 'approve', 'ship', 'deliver')
  }
  await mortar.settle()
  await sql`
    insert into notifications.mails (key, recipient, subject, text, created_at)
    select 'kept ' || n, 'somebody@people.test', 'A letter', 'Good morning.', ${mortar.clock.now}
    from generate_series(1, 3) n`.execute(mortar.db)
}

const envelope = z.object({
  count: z.int(),
  count_capped: z.literal(true).optional(),
  next: z.string().nullable(),
  previous: z.string().nullable(),
  results: z.array(z.unknown()),
})

/** Every operation that answers a list by pages. */
const lists = (Object.keys(rows) as OperationId[]).filter((operation) => {
  const { query, answer } = routeOf(operation)
  const asked = query instanceof z.ZodObject ? Object.keys(query.shape) : []
  const told = answer instanceof z.ZodObject ? Object.keys(answer.shape) : []
  expect(`${operation} ${asked.includes('page')}`).toBe(`${operation} ${told.includes('next')}`)
  return asked.includes('page')
})

/** As somebody who is let in, with nothing to narrow it but what the path names. */
async function pageOf(operation: OperationId, page: number) {
  const row: Row = rows[operation]
  const actor = someoneWhoMay(routeOf(operation), row)
  const thing = (await row.thing?.(town)) ?? ''
  const { params = {} } = (await row.given?.(town, thing, actor)) ?? {}
  const query = { page: String(page), page_size: '2' }
  const { status, body } = await send(town, requestOf(town, operation, actor, { params, query }))
  expect(status).toBe(200)
  return envelope.parse(JSON.parse(body))
}

test('there are lists', () => {
  expect(lists.length).toBeGreaterThan(12)
})

test.each(lists)('%s counts the same on its first page, on a later one, and past its end', async (operation) => {
  const { count, results } = await pageOf(operation, 1)
  expect(count).toBeGreaterThan(0)
  expect(results).toHaveLength(Math.min(2, count))
  const last = Math.ceil(count / 2)
  for (const page of [last, last + 1, last + 1_000]) {
    const { next, previous, ...rest } = await pageOf(operation, page)
    const here = Math.max(0, Math.min(2, count - (page - 1) * 2))
    expect({ page, count: rest.count, here: rest.results.length }).toEqual({ page, count, here })
    expect([next, previous === null]).toEqual([null, page === 1])
  }
})
