import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outcomesOf } from '../../../test/harness/buying.ts'
import { aCustomer, address, aMortar, type Mortar, type Someone } from '../../../test/harness/index.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

const street = (line1: string) => ({ ...address, line1 })

/** Saved a minute after the one before. */
async function saves({ api }: Someone, line1: string, is_default?: boolean): Promise<string> {
  mortar.clock.advance(60_000)
  const body = { address: street(line1), ...(is_default === undefined ? {} : { is_default }) }
  return (await api.create_address({ body })).id
}

/** The streets in the list's order, the default with a star. */
async function list({ api }: Someone): Promise<string[]> {
  const { results } = await api.list_addresses()
  return results.map((each) => `${each.address.line1}${each.is_default ? ' *' : ''}`)
}

test('an address is kept as it was given, and the first is the default, whatever is asked', async () => {
  const customer = await aCustomer(mortar)
  expect(await list(customer)).toEqual([])
  const full = { ...address, phone: '+33123456789', line2: 'Hall B', region: 'Rhône' }
  const saved = await customer.api.create_address({ body: { address: full, is_default: false } })
  expect(saved).toMatchObject({ is_default: true, address: full })
  expect(await customer.api.list_addresses()).toEqual({ results: [saved] })
})

test('the default comes first, then the newest; another takes its place', async () => {
  const customer = await aCustomer(mortar)
  await saves(customer, 'First')
  const second = await saves(customer, 'Second')
  await saves(customer, 'Third', true)
  expect(await list(customer)).toEqual(['Third *', 'Second', 'First'])
  const changed = await customer.api.update_address({ params: { id: second }, body: { is_default: true } })
  expect(changed).toMatchObject({ id: second, is_default: true, address: street('Second') })
  expect(await list(customer)).toEqual(['Second *', 'Third', 'First'])
})

test('the default stays the default when it is changed, and when it shall not be', async () => {
  const customer = await aCustomer(mortar)
  const id = await saves(customer, 'First')
  const other = await saves(customer, 'Second')
  await customer.api.update_address({ params: { id }, body: { address: street('Elsewhere') } })
  const same = await customer.api.update_address({ params: { id }, body: { is_default: false } })
  expect(same).toEqual({ id, is_default: true, address: street('Elsewhere') })
  expect(await customer.api.update_address({ params: { id: other }, body: {} })).toMatchObject({ is_default: false })
  expect(await list(customer)).toEqual(['Elsewhere *', 'Second'])
})

test('when the default goes, the newest that is left becomes it', async () => {
  const customer = await aCustomer(mortar)
  const first = await saves(customer, 'First')
  const second = await saves(customer, 'Second')
  const third = await saves(customer, 'Third')
  await customer.api.delete_address({ params: { id: second } })
  expect(await list(customer)).toEqual(['First *', 'Third'])
  await customer.api.delete_address({ params: { id: first } })
  expect(await list(customer)).toEqual(['Third *'])
  await customer.api.delete_address({ params: { id: third } })
  expect(await list(customer)).toEqual([])
  await saves(customer, 'Fourth')
  expect(await list(customer)).toEqual(['Fourth *'])
})

test("another's address is answered as one that is not there, to the letter, and stays", async () => {
  const [owner, other] = [await aCustomer(mortar), await aCustomer(mortar)]
  const id = await saves(owner, 'Mine')
  await saves(other, 'Theirs')
  const headers = { authorization: `Bearer ${other.tokens.access_token}`, 'content-type': 'application/json' }
  for (const method of ['PATCH', 'DELETE']) {
    const ask = async (named: string) => {
      const body = method === 'PATCH' ? { body: JSON.stringify({ is_default: true, address: street('Taken') }) } : {}
      const answer = await mortar.raw({ method, url: `/api/me/addresses/${named}`, headers, ...body })
      return { status: answer.status, body: answer.body }
    }
    const foreign = await ask(id)
    expect(foreign).toEqual(await ask(randomUUID()))
    expect(foreign.status).toBe(404)
  }
  expect(await list(owner)).toEqual(['Mine *'])
  expect(await list(other)).toEqual(['Theirs *'])
})

test('a person has at most twenty, also when they come at once, and one default among them', async () => {
  const customer = await aCustomer(mortar)
  const body = { address, is_default: true }
  const { succeeded, problems } = await outcomesOf(
    Array.from({ length: 24 }, () => customer.api.create_address({ body })),
  )
  expect(succeeded).toBe(20)
  expect(problems.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => 'too_many'))
  const { results } = await customer.api.list_addresses()
  expect(results.map((each) => each.is_default)).toEqual([true, ...Array.from({ length: 19 }, () => false)])
  await customer.api.delete_address({ params: { id: results[19]?.id ?? '' } })
  await customer.api.create_address({ body })
})

test('of many that become the default at once exactly one is', async () => {
  const customer = await aCustomer(mortar)
  const ids: string[] = []
  for (const name of ['First', 'Second', 'Third', 'Fourth']) ids.push(await saves(customer, name))
  await Promise.all([
    ...ids.map((id) => customer.api.update_address({ params: { id }, body: { is_default: true } })),
    customer.api.delete_address({ params: { id: await saves(customer, 'Fifth', true) } }),
  ])
  const { results } = await customer.api.list_addresses()
  expect(results.map((each) => each.is_default)).toEqual([true, false, false, false])
})
