import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDatabase } from '../../test/harness/database.ts'
import { openDatabase, sql, type Database } from './database.ts'
import { makeLimits, networkOf, type Quota } from './limits.ts'
import { Refusal } from './refusal.ts'

let database: Database
let drop: () => Promise<void>
beforeAll(async () => {
  const made = await aDatabase()
  drop = made.drop
  database = openDatabase({ url: made.url, size: 8, onError: () => undefined })
})
afterAll(async () => {
  await database.close()
  await drop()
})

const limits = makeLimits(true)
const rule = { tries: 3, per_s: 60 }
const start = new Date('2026-01-02T03:04:05Z')
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000)
const only = (key: string): Quota[] => [{ key, rule }]

/** How long to wait, in seconds; 0 where the try was let through. */
async function wait(wanted: Quota[], at: Date): Promise<number> {
  try {
    await limits.count(database.tx, wanted, at)
    return 0
  } catch (error) {
    if (error instanceof Refusal && error.code === 'rate_limited') return error.details.retry_after_s ?? -1
    throw error
  }
}

test('so many tries at once, and then one more whenever its time has passed', async () => {
  const seen: number[] = []
  for (let i = 0; i < 5; i++) seen.push(await wait(only('a'), start))
  expect(seen).toEqual([0, 0, 0, 20, 20])
  expect(await wait(only('a'), after(19))).toBe(1)
  expect(await wait(only('a'), after(20))).toBe(0)
  expect(await wait(only('a'), after(20))).toBe(20)
  expect([await wait(only('a'), after(1000)), await wait(only('a'), after(1000))]).toEqual([0, 0])
})

const standing = () => limits.count(database.tx, only('b'), start)

test('it says how many are left', async () => {
  expect(await standing()).toEqual({ limit: 3, remaining: 2, reset_s: 20 })
  expect(await standing()).toEqual({ limit: 3, remaining: 1, reset_s: 40 })
  expect(await standing()).toEqual({ limit: 3, remaining: 0, reset_s: 60 })
})

test('however many come at once, no more than the limit get through', async () => {
  const all = await Promise.all(Array.from({ length: 200 }, () => wait(only('c'), start)))
  expect(all.filter((seconds) => seconds === 0)).toHaveLength(3)
})

test('keys that are taken together in any order neither block each other for ever nor count less', async () => {
  const keys = Array.from({ length: 6 }, (_, i) => ({ key: `d${i}`, rule: { tries: 100, per_s: 100 } }))
  const shuffled = Array.from({ length: 60 }, (_, i) => keys.toSorted(() => (i % 2 === 0 ? 1 : -1)))
  await Promise.all(shuffled.map((wanted) => limits.count(database.tx, wanted, start)))
  const { rows } = await sql<{ spent: number }>`
    select extract(epoch from free_at - ${start})::int as spent from kernel.limits where key like 'd%'`.execute(
    database.tx,
  )
  expect(rows.map((row) => row.spent)).toEqual(keys.map(() => 60))
})

test('one key that is spent refuses all, and says the longest wait', async () => {
  for (let i = 0; i < 3; i++) await limits.count(database.tx, only('e'), start)
  expect(await wait([...only('e'), ...only('f')], start)).toBe(20)
})

test('a try that a narrow key refuses uses up nothing of a wider one, and one that the wider refuses nothing of the narrow', async () => {
  const wide: Quota = { key: 'wide', rule: { tries: 5, per_s: 100 } }
  for (let i = 0; i < 10; i++) await wait([...only('narrow'), wide], start)
  expect(await limits.count(database.tx, [wide], start)).toMatchObject({ remaining: 1 })
  await limits.count(database.tx, [wide], start)
  for (let i = 0; i < 10; i++) expect(await wait([...only('other'), wide], start)).toBe(20)
  expect(await limits.count(database.tx, only('other'), start)).toMatchObject({ remaining: 2 })
})

test('what is given back can be tried again', async () => {
  for (let i = 0; i < 3; i++) await limits.count(database.tx, only('g'), start)
  await limits.giveBack(database.tx, only('g'))
  expect([await wait(only('g'), start), await wait(only('g'), start)]).toEqual([0, 20])
})

test('switched off it counts nothing', async () => {
  const off = makeLimits(false)
  for (let i = 0; i < 5; i++) await off.count(database.tx, only('h'), start)
  const { rows } = await sql`select from kernel.limits where key = 'h'`.execute(database.tx)
  expect(rows).toEqual([])
})

test('an IPv4 address counts by itself, however it is written; an IPv6 address with its network of 64 bits', () => {
  expect(networkOf('192.0.2.7')).toBe('192.0.2.7')
  expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  const within = fc.tuple(fc.array(fc.nat(0xffff), { minLength: 4, maxLength: 4 }), fc.nat(0xffff), fc.nat(0xffff))
  fc.assert(
    fc.property(within, ([network, one, other]) => {
      // Of 2000::/3, so that none is an IPv4 address in disguise.
      const prefix = [0x2000 | (network[0]! & 0x1fff), ...network.slice(1)].map((part) => part.toString(16)).join(':')
      expect(networkOf(`${prefix}:1:2:3:${one.toString(16)}`)).toBe(`${prefix}::/64`)
      expect(networkOf(`${prefix}::${other.toString(16)}`)).toBe(`${prefix}::/64`)
    }),
  )
})
