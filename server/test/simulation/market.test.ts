import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMortar, broken, type Mortar } from '../harness/index.ts'
import { settledInvariants } from '../invariants/index.ts'
import { steps } from './steps.ts'
import { aTown } from './town.ts'

/** A failure prints its seed and path; with `MORTAR_SEED=<seed>` the same walk is walked again, with `MORTAR_WALKS` more of them. */
const { MORTAR_SEED: seed, MORTAR_WALKS: walks = '5' } = process.env
/** More of them may take longer. */
const limit_ms = Math.max(100_000, Number(walks) * 8_000)
const longest = 120

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar({ MORTAR_POOL_SIZE: '8' })
})
afterAll(() => mortar.close())

test(
  'whatever buyers and shops do, stock and money are what a simple model says',
  { timeout: limit_ms + 50_000 },
  async () => {
    const walk = fc.asyncProperty(fc.commands(steps, { maxCommands: longest, size: 'max' }), async (commands) => {
      const town = await aTown(mortar)
      await fc.asyncModelRun(() => town, commands)
    })
    await fc.assert(walk, {
      numRuns: Number(walks),
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      // Long walks as often as short ones.
      unbiased: true,
      // Shrinking what failed takes time as well.
      interruptAfterTimeLimit: limit_ms,
      markInterruptAsFailure: Number(walks) > 5,
    })
    await mortar.settle()
    expect(await broken(mortar.db, settledInvariants)).toEqual({})
  },
)
