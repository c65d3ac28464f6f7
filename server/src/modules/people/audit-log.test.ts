import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import {
  aCustomer,
  aMortar,
  aName,
  anAdmin,
  refusalOf,
  type Mortar,
  type Someone,
} from '../../../test/harness/index.ts'
import { statementsOf } from '../../../test/harness/buying.ts'

let mortar: Mortar
let admin: Someone
beforeAll(async () => {
  mortar = await aMortar()
  admin = await anAdmin(mortar)
})
afterAll(() => mortar.close())

type Query = NonNullable<NonNullable<Parameters<Someone['api']['list_audit_log']>[0]>['query']>
const log = (query: Query) => admin.api.list_audit_log({ query })

/** So many entries of one actor, a second apart from the given instant on, the earliest first. */
async function entriesOf(username: string, count: number, action: string, from: string): Promise<void> {
  await sql`
    insert into people.audit (actor_id, action, target, before, after, ip, at)
    select u.id, ${action}, 'thing:' || n, null, jsonb_build_object('n', n), '192.0.2.1', ${from}::timestamptz + n * interval '1 second'
    from people.users u, generate_series(0, ${count - 1}::int) n where u.username = ${username} order by n`.execute(
    mortar.db,
  )
}

test('who did what is told newest first, and found by actor, action and target', async () => {
  const { username } = await aCustomer(mortar)
  const { results, count } = await log({ actor: username.toUpperCase() })
  expect(results).toEqual([
    {
      at: expect.any(String),
      actor: username,
      action: 'session.start',
      target: `user:${username}`,
      before: null,
      after: null,
      ip: '127.0.0.1',
    },
    expect.objectContaining({ action: 'user.register', after: { role: 'customer' } }),
  ])
  expect(count).toBe(2)
  expect(Date.parse(results[0]?.at ?? '')).toBe(mortar.clock.now.getTime())
  const target = `user:${username}`
  expect((await log({ target, action: 'user' })).results.map((each) => each.action)).toEqual(['user.register'])
  expect((await log({ target, action: 'user.register' })).count).toBe(1)
  expect((await log({ target, action: 'user.block' })).count).toBe(0)
  expect((await log({ target, action: 'use' })).count).toBe(0)
  expect(await log({ actor: aName('nobody') })).toMatchObject({ count: 0, results: [] })
})

test('an underscore in an action is that and nothing else', async () => {
  const { username } = await aCustomer(mortar)
  for (const action of ['audit_log.a', 'auditXlog.b']) await entriesOf(username, 1, action, '2001-01-01T00:00:00Z')
  expect((await log({ action: 'audit_log', to: '2001-01-01' })).results.map((each) => each.action)).toEqual([
    'audit_log.a',
  ])
})

test('an actor bears the name they have now', async () => {
  const { username } = await aCustomer(mortar)
  const now = aName('deleted')
  await sql`update people.users set username = ${now}, deleted_at = created_at where username = ${username}`.execute(
    mortar.db,
  )
  const { results } = await log({ actor: now })
  expect(results.map((each) => [each.actor, each.target])).toEqual([
    [now, `user:${username}`],
    [now, `user:${username}`],
  ])
  expect((await log({ actor: username })).count).toBe(0)
})

test('days are of UTC, the last one included', async () => {
  const { username } = await aCustomer(mortar)
  for (const at of [
    '2002-03-01T23:59:59.999Z',
    '2002-03-02T00:00:00Z',
    '2002-03-02T23:59:59.999Z',
    '2002-03-03T00:00:00Z',
  ])
    await entriesOf(username, 1, 'thing.at', at)
  const { results } = await log({ actor: username, from: '2002-03-02', to: '2002-03-02' })
  expect(results.map((each) => each.at)).toEqual(['2002-03-02T23:59:59.999Z', '2002-03-02T00:00:00Z'])
  expect((await log({ actor: username, to: '2002-03-01' })).count).toBe(1)
  expect((await log({ action: 'thing.at', from: '2002-03-03' })).count).toBe(1)
  expect((await log({ from: '9999-12-31', to: '9999-12-31' })).count).toBe(0)
})

test('pages follow each other, past the bound of the count', async () => {
  const { username } = await aCustomer(mortar)
  await entriesOf(username, 1_250, 'many.things', '2003-01-01T00:00:00Z')
  const first = await log({ action: 'many', page_size: 100 })
  expect(first).toMatchObject({ count: 1000, count_capped: true, previous: null })
  expect(first.next).toBe('/api/admin/audit-log?action=many&page_size=100&page=2')
  const seen: unknown[] = []
  for (let page = 1, more = true; more; page++) {
    const { results, next } = await log({ action: 'many', page, page_size: 100 })
    seen.push(...results.map((each) => each.after))
    more = next !== null
  }
  expect(seen).toEqual(Array.from({ length: 1_250 }, (_, i) => ({ n: 1_249 - i })))
})

const linesOf = (text: string) => text.split('\r\n')

test('the export is the whole of it, oldest first, in pieces, and stands in the log itself', async () => {
  const { username } = await aCustomer(mortar)
  await entriesOf(username, 2_500, 'every.thing', '2004-01-01T00:00:00Z')
  const sent = statementsOf(mortar)
  const text = await admin.api.export_audit_log({ query: { action: 'every' } })
  const [head, ...lines] = linesOf(text)
  expect(head).toBe('at,actor,action,target,before,after,ip')
  expect(lines).toHaveLength(2_501)
  expect(lines.at(-1)).toBe('')
  expect(lines.slice(0, 2)).toEqual([
    `2004-01-01T00:00:00Z,${username},every.thing,thing:0,,"{""n"": 0}",192.0.2.1`,
    `2004-01-01T00:00:01Z,${username},every.thing,thing:1,,"{""n"": 1}",192.0.2.1`,
  ])
  expect(lines.slice(0, -1).map((line) => line.split(',')[3])).toEqual(
    Array.from({ length: 2_500 }, (_, n) => `thing:${n}`),
  )
  expect(sent.filter((statement) => statement.includes('a.before::text'))).toHaveLength(4)

  const [entry] = (await log({ action: 'audit_log' })).results
  expect(entry).toMatchObject({ actor: admin.username, action: 'audit_log.export', after: { action: 'every' } })
  const own = linesOf(
    await admin.api.export_audit_log({ query: { action: 'audit_log.export', actor: admin.username } }),
  )
  expect(own.length).toBeGreaterThan(3)
})

test('entries of one instant are all exported, however the pieces fall', async () => {
  const { username } = await aCustomer(mortar)
  await sql`
    insert into people.audit (actor_id, action, target, at)
    select u.id, 'same.instant', 'thing:' || n, '2005-01-01T00:00:00Z'
    from people.users u, generate_series(1, 2100) n where u.username = ${username}`.execute(mortar.db)
  const lines = linesOf(await admin.api.export_audit_log({ query: { action: 'same' } })).slice(1, -1)
  expect(new Set(lines).size).toBe(2100)
  expect(lines).toHaveLength(2100)
})

test('what would be a formula in a spreadsheet is text in the export', async () => {
  await sql`
    insert into people.audit (action, target, before, at)
    values ('=HYPERLINK.x', '@thing', '-1', '2006-01-01T00:00:00Z')`.execute(mortar.db)
  const lines = linesOf(await admin.api.export_audit_log({ query: { from: '2006-01-01', to: '2006-01-01' } }))
  expect(lines).toEqual([expect.any(String), "2006-01-01T00:00:00Z,,'=HYPERLINK.x,'@thing,'-1,,", ''])
})

test('the export is a file that nobody keeps on the way', async () => {
  const headers = { authorization: `Bearer ${admin.tokens.access_token}` }
  const answer = await mortar.raw({ method: 'GET', url: '/api/admin/audit-log/export?action=user', headers })
  expect(answer).toMatchObject({
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="audit-log.csv"',
      'cache-control': 'no-store',
    },
  })
})

test('an export that cannot be read refuses like any other call', async () => {
  const { username } = await aCustomer(mortar)
  await sql`alter table people.audit rename column before to earlier`.execute(mortar.db)
  const refused = await refusalOf(admin.api.export_audit_log({ query: { actor: username } }))
  await sql`alter table people.audit rename column earlier to before`.execute(mortar.db)
  expect(refused).toMatchObject({ status: 500, code: 'internal' })
})

test('what an earlier program still writes of devices and of numbers with the chamber does not get in', async () => {
  const target = `user:${aName('somebody')}`
  const written: [action: string, before: object | null, after: object | null][] = [
    ['session.start', null, { device: 'Zoé’s phone' }],
    ['session.start', null, { device: 'Zoé’s phone', second: true }],
    ['staff.update', { duties: [], registration_number: null }, { duties: [], registration_number: 'RPPS-1' }],
    ['staff.remove', { duties: [], registration_number: 'RPPS-1' }, null],
    ['shop.update', null, { device: 'kept' }],
  ]
  for (const [action, before, after] of written)
    await sql`
      insert into people.audit (action, target, before, after, at) values (${action}, ${target},
        ${before && JSON.stringify(before)}::jsonb, ${after && JSON.stringify(after)}::jsonb, ${mortar.clock.now})`.execute(
      mortar.db,
    )
  const { results } = await log({ target })
  expect(results.toReversed().map(({ action, before, after }) => [action, before, after])).toEqual([
    ['session.start', null, null],
    ['session.start', null, { second: true }],
    ['staff.update', { duties: [], registration_number: null }, { duties: [], registration_number: '(not kept)' }],
    ['staff.remove', { duties: [], registration_number: '(not kept)' }, null],
    ['shop.update', null, { device: 'kept' }],
  ])
})
