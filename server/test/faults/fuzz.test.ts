import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { fuzz } from '../fuzz/drive.ts'

/** `npm run faults` asks for more. */
const count = Number(process.env['MORTAR_FUZZ'] ?? 300)
const firstTown = Number(process.env['MORTAR_FUZZ_TOWN'] ?? 0)
const given = process.env['MORTAR_FUZZ_SEED']
/** One that is always the same, and one that nobody has tried. */
const seeds = given === undefined ? [1, randomInt(2 ** 31)] : [Number(given)]

test.each(seeds)(
  `nothing that a client sends is answered 5xx, ${count} times from seed %i`,
  { timeout: 120_000 + count * 100 },
  async (seed) => {
    const started = performance.now()
    const { sent, statuses, succeeded, faults } = await fuzz(seed, count, firstTown)
    const seconds = Math.round((performance.now() - started) / 1000)
    process.stdout.write(
      `fuzz: seed ${seed}, ${sent} requests in ${seconds} s, answered ${JSON.stringify(statuses)}, ${succeeded.size} operations and pages with success\n`,
    )
    expect(faults).toEqual([])
    expect(sent).toBe(count)
  },
)
