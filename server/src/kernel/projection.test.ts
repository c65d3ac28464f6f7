import { afterAll, beforeAll, expect, test } from 'vitest'
import { aTinyApp, type TinyApp } from '../../test/harness/tiny.ts'
import { sql } from './database.ts'
import { columnsOf, jsonOf, namesOf, rowsOf, said } from './projection.ts'

let tiny: TinyApp
beforeAll(async () => {
  tiny = await aTinyApp({}, {})
})
afterAll(() => tiny.close())

const words = { product: 'product_slug', price: 'price_minor' } as const
const columns = { product_slug: 'text', price_minor: 'bigint', cost: 'bigint' }

test('a row says the same whether it is read or at hand, and nothing that has no word', async () => {
  const row = { product_slug: 'gel', price_minor: 250, cost: 90 }
  const from = rowsOf(JSON.stringify([row]), columns)
  const { rows } = await sql<object>`
    select ${columnsOf(words, 'i')}, ${jsonOf(words, 'i')} as json from ${from}`.execute(tiny.database.tx)
  const expected = { product: 'gel', price: 250 }
  expect(rows).toEqual([{ ...expected, json: expected }])
  expect(said(words, row)).toEqual(expected)
})

test('rows at hand are a table of the columns named, in their order', async () => {
  const given = [{ price_minor: 1, product_slug: "o'one", unknown: true }, { product_slug: 'two' }]
  const { rows } =
    await sql<object>`select ${namesOf(columns, 'i')} from ${rowsOf(JSON.stringify(given), columns)}`.execute(
      tiny.database.tx,
    )
  expect(rows).toEqual([
    { product_slug: "o'one", price_minor: 1, cost: null },
    { product_slug: 'two', price_minor: null, cost: null },
  ])
})
