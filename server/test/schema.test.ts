import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { api, type Route } from '@mortar/contract'
import { facts } from '@mortar/contract/facts'
import { expect, test } from 'vitest'
import { documents } from '../src/cli/docs.ts'
import { typesOf } from '../src/cli/types.ts'
import { aDatabase } from './harness/index.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const inRoot = (file: string) => readFile(path.join(root, file), 'utf8')

test('the row types agree with the migrated database', async () => {
  const { url, drop } = await aDatabase()
  const types = await typesOf(url)
  await drop()
  expect(types).toContain('export interface PeopleUsers')
  expect(await inRoot('server/src/kernel/generated/schema.ts')).toBe(types)
})

test.each(Object.keys(documents()))(
  'docs/generated/%s agrees with the code; server/src/cli/docs.ts writes it',
  async (name) => {
    expect(await inRoot(`docs/generated/${name}`)).toBe(documents()[name])
  },
)

type Operation = { operationId: string; responses: Record<string, object> }

test('the OpenAPI document refers to what it has, and nothing in it is but another name for itself', () => {
  const document = documents()['openapi.json'] ?? ''
  const { components } = JSON.parse(document) as { components: { schemas: Record<string, { $ref?: string }> } }
  const named = [...document.matchAll(/"\$ref": "#\/components\/schemas\/(\w+)"/g)].map((match) => match[1] ?? '')
  expect(named.filter((name) => !(name in components.schemas))).toEqual([])
  expect(Object.entries(components.schemas).filter(([, schema]) => schema.$ref !== undefined)).toEqual([])
})

test('the OpenAPI document names every operation with its method, path and answer', () => {
  const { paths } = JSON.parse(documents()['openapi.json'] ?? '') as {
    paths: Record<string, Record<string, Operation>>
  }
  const published = Object.entries(paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, { operationId, responses }]) => ({ operationId, method, url, responses })),
  )
  expect(published.map((each) => each.operationId).toSorted()).toEqual(Object.keys(api).toSorted())
  for (const { operationId, method, url, responses } of published) {
    const route: Route = api[operationId as keyof typeof api]
    expect([method.toUpperCase(), url.replace(/\{(\w+)\}/g, ':$1')]).toEqual([route.method, route.url])
    expect(Object.keys(responses)).toContain(String(route.status ?? (route.answer === undefined ? 204 : 200)))
  }
})

test('the page of facts names every one', () => {
  const headings = [...(documents()['events.md'] ?? '').matchAll(/^## ([\w.]+)$/gm)].map((match) => match[1])
  expect(headings).toEqual(Object.keys(facts))
  expect(headings).toContain('order.placed')
})

const lines = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i + 1}`)

test('the table of requirements has every line, and names operations that exist and tests that name them', async () => {
  const rows = (await inRoot('docs/requirements.md')).split('\n').flatMap((line) => {
    const [, number = '', , operations = '', proof = ''] = line.split('|').map((cell) => cell.trim())
    return /^[AB]\d+$/.test(number) ? [{ number, operations, proof }] : []
  })
  expect(rows.map((row) => row.number)).toEqual([...lines('A', 55), ...lines('B', 84)])
  for (const { number, operations, proof } of rows) {
    const named = operations.match(/\b[a-z]+(_[a-z]+)*\b/g)?.filter((name) => isOperation(name)) ?? []
    expect([number, ...named.filter((name) => !(name in api))]).toEqual([number])
    if (proof === 'later') continue
    const proofs = [...proof.matchAll(/`([^`]+)`/g)].map(([, file = '']) => inRoot(file))
    const shown = (await Promise.all(proofs)).join('\n')
    expect(proofs).not.toHaveLength(0)
    expect([number, ...named.filter((name) => !new RegExp(`\\b${name}\\b`).test(shown))]).toEqual([number])
  }
})

const isOperation = (name: string) => name in api || (name.includes('_') && !notOperations.has(name))

/** Words of the table that look like operations: columns and parameters. */
const notOperations = new Set(['page_size', 'is_verified', 'rating_count', 'expires_after', 'owner_id'])
