import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const app = join(import.meta.dirname, 'app')
/** Three products above shared parts above the design system. */
const mayImport: Record<string, string[]> = {
  ui: ['ui'],
  parts: ['parts', 'ui'],
  storefront: ['storefront', 'parts', 'ui'],
  shop: ['shop', 'parts', 'ui'],
  admin: ['admin', 'parts', 'ui'],
}
type Import = { file: string; folder: string; target: string }

test('products, parts and ui import downwards, never sideways or back', async () => {
  const wrong = (await imports()).filter(({ folder, target }) => {
    const to = target.split('/')[0] ?? ''
    return to in mayImport && folder in mayImport && !mayImport[folder]?.includes(to)
  })
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
})

test('the design system knows neither the contract nor the data', async () => {
  const wrong = (await imports()).filter(({ folder, target }) => folder === 'ui' && target.startsWith('@mortar/'))
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('the server is reached through the contract only', async () => {
  const wrong = (await imports()).filter(({ target }) => /(^|\/)server\/|^(pg|kysely|fastify)$/.test(target))
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
})

async function imports(): Promise<Import[]> {
  const files = (await readdir(app, { recursive: true })).filter(
    (name) => /\.tsx?$/.test(name) && !/\.test\./.test(name),
  )
  const read = files.map(async (file) => importsOf(file, await readFile(join(app, file), 'utf8')))
  return (await Promise.all(read)).flat()
}

function importsOf(file: string, source: string): Import[] {
  return [...source.matchAll(/^import (?:type )?(?:[^'"]*? from )?'([^']+)'/gm)].map(([, target = '']) => ({
    file,
    folder: file.split(/[/\\]/)[0] ?? '',
    target: target.startsWith('.') ? relative(app, join(app, dirname(file), target)) : target,
  }))
}
