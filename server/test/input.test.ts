import { access, allows, type Incoming, type OperationId } from '@mortar/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, type Tx } from '../src/kernel/database.ts'
import { makeTokens } from '../src/modules/people/index.ts'
import { attacksOn, propertiesOf, type Attack } from './access/attacks.ts'
import { someoneWhoMay, type Row } from './access/row.ts'
import { rows } from './access/rows.ts'
import { faultsOf, problemIn, requestOf, routeOf, send, type Request } from './access/send.ts'
import { deadBearers } from './access/tokens.ts'
import { aTown, type Town } from './access/town.ts'

let town: Town
beforeAll(async () => {
  town = await aTown()
})
afterAll(() => town.mortar.close())

const operations = Object.keys(rows) as OperationId[]

/** Someone who may, and a request that would succeed. */
async function right(operation: OperationId): Promise<Request> {
  const row: Row = rows[operation]
  const actor = someoneWhoMay(routeOf(operation), row)
  const given = await row.given?.(town, (await row.thing?.(town)) ?? '', actor)
  return requestOf(town, operation, actor, given ?? {})
}

/** Written by looking, by the relay and by jobs: their number of rows must stay, their contents may not. */
const alive = ['people.sessions', 'kernel.cursors', 'notifications.mails']

function counting(table: string): string {
  const print = "coalesce(md5(string_agg(md5(t::text), '' order by t::text)), '')"
  const holds = alive.includes(table) ? 'count(*)::text' : `count(*) || ' ' || ${print}`
  return `select '${table}' as name, ${holds} as holds from ${table} t`
}

/** What every table holds: the number of its rows, and a fingerprint of them. */
async function everything(db: Tx): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select schemaname || '.' || tablename as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker') order by 1`.execute(db)
  const text = tables.map(({ name }) => counting(name)).join(' union all ')
  const { rows: found } = await sql<{ name: string; holds: string }>`${sql.raw(text)}`.execute(db)
  return Object.fromEntries(found.map(({ name, holds }) => [name, holds]))
}

/** What is wrong with the answer to an attack, in sentences. */
function judge(operation: OperationId, { what, status, code, fields = [] }: Attack, answer: Incoming): string[] {
  const said = problemIn(answer.body)
  const faults = faultsOf(operation, answer)
  if (answer.status !== status) faults.push(`answers ${answer.status} instead of ${status}`)
  if (code !== undefined && said?.code !== code) faults.push(`says ${said?.code} instead of ${code}`)
  const named = said?.errors?.map((error) => error.field) ?? []
  const unnamed = fields.filter((field) => !named.includes(field))
  if (unnamed.length > 0) faults.push(`names ${named.join(', ') || 'no field'} and not ${unnamed.join(', ')}`)
  return faults.map((fault) => `${what}: ${fault}`)
}

test.each(operations)(
  '%s refuses all that is wrong with its input, says so well, and changes nothing',
  async (operation) => {
    const request = await right(operation)
    await town.mortar.settle()
    const before = await everything(town.mortar.db)
    const faults: string[] = []
    for (const attack of attacksOn(operation, request))
      faults.push(...judge(operation, attack, await send(town, attack.request)))
    expect(faults).toEqual([])
    expect(await everything(town.mortar.db)).toEqual(before)
  },
)

test('a bearer that is not good is refused everywhere, on public operations too', async () => {
  const bearers = await deadBearers(town)
  const faults: string[] = []
  for (const operation of operations) {
    const request = await right(operation)
    for (const [what, authorization] of Object.entries(bearers)) {
      const attack = { what: `${operation}, ${what}`, request, status: 401, code: 'session_ended' }
      const answer = await send(town, { ...request, headers: { ...request.headers, authorization } })
      faults.push(...judge(operation, attack, answer))
    }
  }
  expect(faults).toEqual([])
})

async function withCookie(
  operation: OperationId,
  cookie: string,
  headers: Record<string, string> = {},
): Promise<Incoming> {
  const { headers: given, ...request } = await right(operation)
  const { authorization: _, ...others } = given
  return send(town, { ...request, headers: { ...others, ...headers, cookie } })
}

test('a cookie that is not good makes a stranger', async () => {
  const faults: string[] = []
  for (const operation of operations.filter((each) => !access[routeOf(each).access].strangers)) {
    const attack = { what: operation, request: await right(operation), status: 401, code: 'unauthenticated' }
    faults.push(...judge(operation, attack, await withCookie(operation, 'mortar=forged')))
  }
  expect(faults).toEqual([])
  expect((await withCookie('view_cart', 'mortar=forged')).status).toBe(200)
})

test("another site's page may look with a person's cookie, and not act", async () => {
  const [, payload = ''] = town.people.customer.tokens.access_token.split('.')
  const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string }
  const cookie = `mortar=${makeTokens(town.mortar.config.secret).cookie(sid)}`
  const elsewhere = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.test' }
  const acting = operations.filter(
    (each) => routeOf(each).method !== 'GET' && allows(routeOf(each).access, { role: 'customer', duties: [] }),
  )
  const faults: string[] = []
  for (const operation of acting) {
    const attack = { what: operation, request: await right(operation), status: 403, code: 'cross_site' }
    faults.push(...judge(operation, attack, await withCookie(operation, cookie, elsewhere)))
  }
  expect(faults).toEqual([])
  expect((await withCookie('my_orders', cookie, elsewhere)).status).toBe(200)
  expect((await withCookie('mark_notifications_read', cookie, { 'sec-fetch-site': 'same-origin' })).status).toBe(200)
})

/** Parts that exclude another which the row gives. */
const excluded: Partial<Record<OperationId, string[]>> = { create_product: ['variants'], update_product: ['price'] }

test.each(operations)('the row of %s gives every parameter and field there is', async (operation) => {
  const route = routeOf(operation)
  const { query, body } = await right(operation)
  const given = [...new URLSearchParams(query).keys(), ...Object.keys(JSON.parse(body ?? '{}') as object)]
  const known = [...Object.keys(propertiesOf(route.query, 'output')), ...Object.keys(propertiesOf(route.body, 'input'))]
  const without = known.filter((name) => !given.includes(name))
  expect(without).toEqual(excluded[operation] ?? [])
})
