import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('run.ts', import.meta.url))

/** That it runs and what it counts, never how fast: a machine that tests is no machine to measure on. */
test(
  'the bench runs from an empty database to its table, and everything it asks for goes well',
  { timeout: 240_000 },
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--quick'], { maxBuffer: 1024 * 1024 })
    const rows = stdout
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2)
      .filter((row) => row.split('|').length === 12)
    const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()))
    const whats = new Set(cells.map((row) => row[1]))
    for (const what of [
      'list',
      'search',
      'detail',
      'detail, signed in',
      'list, kept answers',
      'order of two items',
      'order of two items, one hot',
    ])
      expect(whats).toContain(what)
    const rates = cells.flatMap((row) => [row[3], row[4]]).map((text) => Number(text?.replaceAll(',', '')))
    expect(rates).toHaveLength(2 * rows.length)
    expect(rates.every((rate) => rate > 0)).toBe(true)
    expect(stdout).not.toContain('Not counted')
    expect(stdout).toMatch(/\| sign-in with a wrong password \| \d+\.\d\d \| \d+\.\d\d \|/)
    expect(stdout).toMatch(/while 10 sign in, [\d.]+ s \| \d+ \| [\d.]+ \| [\d.]+ \|/)
    expect(stdout).toMatch(/ended the stream of the first, in another process, after \d+ ms/)
  },
)
