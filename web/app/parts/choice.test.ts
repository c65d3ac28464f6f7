import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { choiceOf } from './choice.server.ts'

const form = (value?: string) => {
  const data = new FormData()
  if (value !== undefined) data.set('method', value)
  return data
}

test('a choice that is offered is taken', () => {
  expect(choiceOf(form('card'), 'method', ['cash', 'card'])).toBe('card')
})

test.each([undefined, '', 'Card', 'cheque', 'toString'])('%s is none, and is refused at its field', (given) => {
  expect(() => choiceOf(form(given), 'method', ['cash', 'card'])).toThrow(
    expect.objectContaining({
      status: 400,
      problem: expect.objectContaining({ errors: [expect.objectContaining({ field: 'method' })] }),
    }),
  )
})

test('no page takes what it does not know for something else', async () => {
  const app = join(import.meta.dirname, '..')
  const files = (await readdir(app, { recursive: true })).filter((name) => /\.tsx?$/.test(name))
  const sources = await Promise.all(files.map(async (file) => [file, await readFile(join(app, file), 'utf8')] as const))
  const guessing = [
    /textOf\(form, '(?:deed|decision|outcome|move|method)'\)/,
    // A field that is read past the readers of forms, or looked up among choices and left out where it is none.
    /\bform\.get\(/,
    /\.find\(\([^)]*\) => [^)]*textOf\(form/,
  ]
  const readers = join('parts', 'form.ts')
  const guesses = sources.filter(([file, source]) => file !== readers && guessing.some((one) => one.test(source)))
  expect(guesses.map(([file]) => file)).toEqual([])
})
