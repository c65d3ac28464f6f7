import { api, type Incoming, type OperationId } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { statusesOf, type Row } from './access/row.ts'
import { rows } from './access/rows.ts'
import { faultsOf, requestOf, routeOf, send } from './access/send.ts'
import { actors, aTown, type Actor, type Town } from './access/town.ts'

let town: Town
beforeAll(async () => {
  town = await aTown()
})
afterAll(() => town.mortar.close())

const operations = Object.keys(rows) as OperationId[]

test('every operation of the contract is served, published and has a row here', async () => {
  const known = Object.keys(api).toSorted()
  expect(operations.toSorted()).toEqual(known)
  const served = town.mortar.server.modules.flatMap((module) => module.routes ?? []).map((each) => each.operationId)
  expect(served.toSorted()).toEqual(known)
  const document = await town.mortar.raw({ method: 'GET', url: '/api/openapi.json', headers: {} })
  const published = [...document.body.matchAll(/"operationId":"(\w+)"/g)].map((match) => match[1] ?? '')
  expect(published.toSorted()).toEqual(known)
})

/** What is served besides operations: documents and health, the same for everyone. */
const pages = /^\/(?:healthz|readyz|metrics|api\/(?:docs|redoc|problems|openapi\.json|postman\.json))\b/

/** Method and address of everything the server knows, read from the tree that Fastify prints. */
function addresses(tree: string): string[] {
  const above: string[] = []
  return tree.split('\n').flatMap((line) => {
    const {
      indent = '',
      part = '',
      methods,
    } = /^(?<indent>[│ ]*)[├└]── (?<part>\S+)(?: \((?<methods>.+)\))?/.exec(line)?.groups ?? {}
    const depth = indent.length / 4
    above.splice(depth, Infinity, part)
    return (methods?.split(', ') ?? [])
      .filter((method) => method !== 'HEAD')
      .map((method) => `${method} ${above.join('')}`)
  })
}

test('nothing is served past the mount, where access is checked', () => {
  const tree = town.mortar.server.app.printRoutes({ commonPrefix: false })
  const served = addresses(tree).filter((address) => !pages.test(address.split(' ')[1] ?? ''))
  expect(served.toSorted()).toEqual(
    operations.map((operation) => `${api[operation].method} ${api[operation].url}`).toSorted(),
  )
})

type Object = 'the thing' | 'missing' | 'hidden'

async function call(operation: OperationId, actor: Actor, object: Object): Promise<Incoming> {
  const row: Row = rows[operation]
  const name = await { 'the thing': row.thing, missing: () => row.missing ?? '', hidden: row.hidden }[object]?.(town)
  const given = (await row.given?.(town, name ?? '', actor)) ?? {}
  const answer = await send(town, requestOf(town, operation, actor, given))
  expect(faultsOf(operation, answer)).toEqual([])
  await row.after?.(town, actor)
  return answer
}

async function everyone(operation: OperationId, object: Object): Promise<Map<Actor, Incoming>> {
  const answers = new Map<Actor, Incoming>()
  for (const actor of actors) answers.set(actor, await call(operation, actor, object))
  return answers
}

const table = (answers: Map<Actor, Incoming>) =>
  Object.fromEntries([...answers].map(([actor, { status }]) => [actor, status]))

/** All that answers say, but for what differs between any two of them. */
function said(answers: Map<Actor, Incoming>, by: readonly Actor[]) {
  return by.map((actor) => {
    const { status, headers, body } = answers.get(actor) as Incoming
    const { 'x-request-id': _, date: __, ...rest } = headers
    return { actor, status, headers: rest, body }
  })
}

const isAboutTheThing = (status: number) => status !== 401 && status !== 403

test.each(operations)('%s answers each role as its row says', async (operation) => {
  const row: Row = rows[operation]
  const answers = await everyone(operation, 'the thing')
  const statuses = statusesOf(routeOf(operation), row)
  expect(table(answers)).toEqual(statuses)
  if (row.thing === undefined) return

  const missing = await everyone(operation, 'missing')
  const without = Object.entries(statuses).map(([actor, status]) => [
    actor,
    isAboutTheThing(status) ? (row.without ?? 404) : status,
  ])
  expect(table(missing)).toEqual(Object.fromEntries(without))

  // What everybody sees is no secret from who may do nothing with it.
  const isSeen = (actor: Actor) => row.reached === undefined && row.except?.[actor] !== undefined
  const foreign = actors.filter((actor) => (answers.get(actor)?.status ?? 0) >= 400 && !isSeen(actor))
  expect(said(answers, foreign)).toEqual(said(missing, foreign))
  const hidden = row.hidden === undefined ? missing : await everyone(operation, 'hidden')
  expect(said(hidden, actors)).toEqual(said(missing, actors))
})

const streaming = operations.filter((operation) => routeOf(operation).stream === true)

test.each(streaming)('%s refuses as a stream whom it refuses as JSON', async (operation) => {
  const row: Row = rows[operation]
  const thing = (await row.thing?.(town)) ?? ''
  const statuses = statusesOf(routeOf(operation), row)
  const refused = actors.filter((actor) => statuses[actor] >= 400)
  for (const actor of refused) {
    const request = requestOf(town, operation, actor, (await row.given?.(town, thing, actor)) ?? {})
    const asJson = await send(town, request)
    const asStream = await send(town, { ...request, headers: { ...request.headers, accept: 'text/event-stream' } })
    expect(said(new Map([[actor, asStream]]), [actor])).toEqual(said(new Map([[actor, asJson]]), [actor]))
  }
  expect(refused.length).toBeGreaterThan(1)
})

const telling = operations.filter((operation) => rows[operation].tells !== undefined)

test.each(telling)('%s tells of a thing to its own people alone', async (operation) => {
  const tells = rows[operation].tells as NonNullable<Row['tells']>
  const text = await tells.text(town)
  const told: Actor[] = []
  for (const actor of actors) {
    const { status, body } = await call(operation, actor, 'the thing')
    if (status < 400 && body.includes(text)) told.push(actor)
  }
  expect(told).toEqual(tells.to)
})

test('operations whose path names something have a thing, and a name that nothing bears', () => {
  const naming = operations.filter((operation) => api[operation].url.includes(':'))
  const without = naming.filter(
    (operation) => rows[operation].thing === undefined || rows[operation].missing === undefined,
  )
  expect(without).toEqual([])
})
