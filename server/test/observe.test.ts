import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../src/kernel/database.ts'
import { aCustomer, aMortar, type Mortar } from './harness/index.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

const get = (url: string, headers: Record<string, string> = {}) =>
  mortar.server.app.inject({ method: 'GET', url, headers })

async function figure(name: string): Promise<number> {
  const { body } = await get('/metrics')
  const line = body.split('\n').find((each) => each.startsWith(`${name} `))
  return Number(line?.split(' ')[1])
}

test('the metrics tell what waits, in routes and never in addresses', async () => {
  await mortar.stranger.search_products({ query: { q: 'something private' } })
  await aCustomer(mortar)
  await mortar.settle()
  const { body, headers } = await get('/metrics')
  expect(headers['content-type']).toContain('text/plain')
  expect(body).toContain('mortar_http_seconds_count{method="GET",route="/api/products/search",status="200"} 1')
  expect(body).not.toMatch(/private/)
  expect(body).toContain('mortar_fact_delay_seconds_count')
  expect([await figure('mortar_facts_parked'), await figure('mortar_facts_oldest_seconds')]).toEqual([0, 0])
  await sql`
    insert into kernel.parked (reaction, tx, id, type, data, fact_at, error)
    values ('notifications', '1', 1, 'none', '{}', now(), 'a bug')`.execute(mortar.db)
  expect(await figure('mortar_facts_parked')).toBe(1)
  await sql`delete from kernel.parked`.execute(mortar.db)
})

test('a fact that a reaction has not taken grows old', async () => {
  await sql`insert into kernel.cursors (reaction, type, tx, id) values ('of another program', 'none', '0', 0)`.execute(
    mortar.db,
  )
  await sql`insert into kernel.facts (tx, type, data, at) values ('1', 'none', '{}', now() - interval '1 hour')`.execute(
    mortar.db,
  )
  expect(await figure('mortar_facts_oldest_seconds')).toBeGreaterThanOrEqual(3600)
})

const askHere = (of: Mortar, headers: Record<string, string>) =>
  of.server.app.inject({ method: 'GET', url: '/metrics', remoteAddress: '127.0.0.1', headers })

test('what came through a proxy is not from this machine, told of or not', async () => {
  expect((await askHere(mortar, {})).statusCode).toBe(200)
  for (const header of ['x-forwarded-for', 'forwarded', 'via'])
    expect((await askHere(mortar, { [header]: 'for=192.0.2.7' })).statusCode).toBe(404)
  const behind = await aMortar({ TRUST_PROXY: 'loopback' })
  try {
    expect((await askHere(behind, {})).statusCode).toBe(404)
  } finally {
    await behind.close()
  }
})

test('metrics are for this machine, or for whoever has the token', async () => {
  const far = await mortar.server.app.inject({ method: 'GET', url: '/metrics', remoteAddress: '192.0.2.7' })
  expect(far.statusCode).toBe(404)
  const guarded = await aMortar({ MORTAR_METRICS_TOKEN: 'a-token-that-is-long-enough' })
  try {
    const ask = (authorization: string) =>
      guarded.server.app.inject({
        method: 'GET',
        url: '/metrics',
        remoteAddress: '192.0.2.7',
        headers: { authorization },
      })
    expect((await ask('Bearer another')).statusCode).toBe(404)
    expect((await ask('Bearer a-token-that-is-long-enough')).statusCode).toBe(200)
  } finally {
    await guarded.close()
  }
})
