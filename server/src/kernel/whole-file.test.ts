import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createWhole, replaceWhole } from './whole-file.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'mortar-whole-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a file is made once, for its owner alone, and nothing is left beside it', () => {
  const file = path.join(folder, 'once')
  expect(createWhole(file, 'first')).toBe(true)
  expect(createWhole(file, 'second')).toBe(false)
  expect(readFileSync(file, 'utf8')).toBe('first')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  replaceWhole(file, 'third', { mode: 0o644 })
  expect(readFileSync(file, 'utf8')).toBe('third')
  expect(statSync(file).mode & 0o777).toBe(0o644)
  expect(readdirSync(folder)).toEqual(['once'])
})

// Linux has a device that is always full.
test.runIf(process.platform === 'linux')('what a full disk cuts short does not get its name', () => {
  const file = path.join(folder, 'full')
  expect(() => createWhole('/dev/full/file', 'text')).toThrow('ENOTDIR')
  writeFileSync(file, 'before')
  expect(() => replaceWhole(path.join(folder, 'nowhere', 'file'), 'text')).toThrow('ENOENT')
  expect(readFileSync(file, 'utf8')).toBe('before')
})
