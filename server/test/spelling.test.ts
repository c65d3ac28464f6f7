import type { OperationId } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { someoneWhoMay, type Row } from './access/row.ts'
import { rows } from './access/rows.ts'
import { requestOf, routeOf, type Request } from './access/send.ts'
import { aTown, type Town } from './access/town.ts'
import { onTheWire, portOf, requestText, type WireAnswer } from './harness/wire.ts'

let town: Town
let port: number
beforeAll(async () => {
  town = await aTown()
  port = await portOf(town.mortar.server.app)
})
afterAll(() => town.mortar.close())

const escaped = (text: string) => `%${text.charCodeAt(0).toString(16)}`
const everyLetter = (path: string) => path.replace(/[a-z]/g, escaped)

/** Ways of writing one and the same address: whoever protects it by its text knows only the first. */
const spellings: Record<string, (path: string) => string> = {
  'as documented': (path) => path,
  'the first letter escaped': (path) => path.replace(/[a-z]/, escaped),
  'a later letter escaped': (path) =>
    path.replace(/^(\/[a-z])([a-z])/, (_, start: string, next: string) => start + escaped(next)),
  'the last letter escaped': (path) => path.replace(/[a-z](?=[^a-z]*$)/, escaped),
  'every letter escaped': everyLetter,
  'in capital hex': (path) => everyLetter(path).replace(/%../g, (each) => each.toUpperCase()),
  'with a slash behind it': (path) => `${path}/`,
  'with an empty query': (path) => `${path}?`,
  'whole, of this server': (path) => `http://localhost${path}`,
  'whole, of another': (path) => `http://x${path}`,
  'whole, in capitals': (path) => `HTTPS://X.EXAMPLE:8443${path}`,
  'whole and escaped': (path) => `http://x${everyLetter(path)}`,
}

/** A GET as it succeeds; anything else as a stranger's without a body, which changes nothing. */
async function harmless(operation: OperationId): Promise<Request> {
  const row: Row = rows[operation]
  const route = routeOf(operation)
  const actor = route.method === 'GET' ? someoneWhoMay(route, row) : 'stranger'
  const given = await row.given?.(town, (await row.thing?.(town)) ?? '', actor)
  return requestOf(town, operation, actor, given?.params === undefined ? {} : { params: given.params })
}

const ask = ({ method, headers }: Request, target: string) => {
  const { authorization } = headers
  return onTheWire(port, requestText(method, target, authorization === undefined ? {} : { authorization }))
}

const protecting = [
  'cache-control',
  'content-security-policy',
  'cross-origin-resource-policy',
  'x-content-type-options',
  'content-type',
]
const protectionOf = ({ status, headers }: WireAnswer) => [
  status,
  ...protecting.map((name) => `${name}: ${headers[name] ?? 'nothing'}`),
]

test.each(Object.keys(rows) as OperationId[])(
  '%s protects its answer however its address is spelled',
  async (operation) => {
    const request = await harmless(operation)
    const plain = protectionOf(await ask(request, request.path))
    const shared = routeOf(operation).shared === true && plain[0] === 200
    expect(plain).toContain(`cache-control: ${shared ? 'public, no-cache' : 'no-store'}`)
    expect(plain).toContain("content-security-policy: default-src 'none'; frame-ancestors 'none'")
    for (const [how, spell] of Object.entries(spellings))
      expect([how, ...protectionOf(await ask(request, spell(request.path)))]).toEqual([how, ...plain])
  },
)

const withoutNonce = (protection: (string | number)[]) =>
  protection.map((each) => String(each).replaceAll(/'nonce-[^']+'/g, ''))

const beside = [
  '/healthz',
  '/metrics',
  '/api/docs',
  '/api/redoc',
  '/api/problems',
  '/api/openapi.json',
  '/api/nothing',
  '/',
]

test.each(beside)('%s is the same however it is spelled', async (path) => {
  const request: Request = { method: 'GET', path, query: '', headers: {}, body: undefined }
  const plain = withoutNonce(protectionOf(await ask(request, path)))
  for (const [how, spell] of Object.entries(spellings).filter(([name]) => path !== '/' || !name.includes('slash')))
    expect([how, ...withoutNonce(protectionOf(await ask(request, spell(path))))]).toEqual([how, ...plain])
})

test("a list's links are its own address, whatever was written before it", async () => {
  const target = 'http://evil.test/%61pi/products/search?page_size=1&page=2'
  const { status, body } = await onTheWire(port, requestText('GET', target))
  expect(status).toBe(200)
  expect((JSON.parse(body) as { previous: string }).previous).toBe('/api/products/search?page_size=1&page=1')
})

test('what is kept of a public answer goes with its change, however it was asked for', async () => {
  const { keeper } = town.people
  const { slug } = town.product
  const asked = async () => {
    const answer = await onTheWire(port, requestText('GET', `http://x/%61pi/products/${slug}`))
    return (JSON.parse(answer.body) as { price: number }).price
  }
  const before = await asked()
  await keeper.api.update_product({ params: { slug }, body: { price: before + 1 } })
  await town.mortar.settle()
  expect(await asked()).toBe(before + 1)
})
