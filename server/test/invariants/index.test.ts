import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aMortar, broken, type Mortar } from '../harness/index.ts'
import { settledInvariants, type Invariant } from './index.ts'

const files = readdirSync(import.meta.dirname).filter((name) => !name.startsWith('index.'))

test.each(files)('the invariants of %s are among those that are checked', async (file) => {
  const lists = Object.values((await import(`./${file}`)) as Record<string, Invariant[]>).flat()
  expect(lists.length).toBeGreaterThan(0)
  expect(settledInvariants).toEqual(expect.arrayContaining(lists))
})

test('no two invariants share a name', () => {
  const names = settledInvariants.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
})

test('every invariant can be asked, and holds of an empty database', async () => {
  const mortar: Mortar = await aMortar()
  try {
    expect(await broken(mortar.db, settledInvariants)).toEqual({})
  } finally {
    await mortar.close()
  }
})
