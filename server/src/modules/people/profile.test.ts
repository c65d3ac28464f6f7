import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../kernel/database.ts'
import { aCustomer, aMortar, type Mortar, type Someone } from '../../../test/harness/index.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

type Entry = { actor: string; target: string; before: object; after: object }

async function audited({ username }: Someone): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select u.username as actor, a.target, a.before, a.after
    from people.audit a join people.users u on u.id = a.actor_id
    where u.username = ${username} and a.action = 'user.update' order by a.id`.execute(mortar.db)
  return rows
}

test('what is given changes, what is not stays, and a phone can be removed', async () => {
  const { api } = await aCustomer(mortar)
  const before = await api.get_me()
  const named = await api.update_me({ body: { name: 'Ada Byron', phone: '+33123456789' } })
  expect(named).toMatchObject({ name: 'Ada Byron', phone: '+33123456789', language: 'en', email: before.email })
  const spoken = await api.update_me({ body: { language: 'fr', phone: null } })
  expect(spoken).toEqual({ ...named, language: 'fr', phone: null })
  expect(await api.get_me()).toMatchObject(spoken)
})

test('what changed is audited: a language with its values, names and numbers without', async () => {
  const customer = await aCustomer(mortar)
  await customer.api.update_me({ body: { name: 'Ada Byron', phone: '+33123456789', language: 'fr' } })
  await customer.api.update_me({ body: { name: 'Ada Byron', phone: null } })
  const by = { actor: customer.username, target: `user:${customer.username}` }
  expect(await audited(customer)).toEqual([
    {
      ...by,
      before: { name: '(not kept)', phone: null, language: 'en' },
      after: { name: '(not kept)', phone: '(not kept)', language: 'fr' },
    },
    { ...by, before: { phone: '(not kept)' }, after: { phone: null } },
  ])
})

test('what stays as it was is not audited', async () => {
  const customer = await aCustomer(mortar)
  const { name, phone, language } = await customer.api.get_me()
  const user = await customer.api.update_me({ body: {} })
  expect(await customer.api.update_me({ body: { name, phone, language } })).toEqual(user)
  expect(await audited(customer)).toEqual([])
})

test('of changes at once none is lost', async () => {
  const customer = await aCustomer(mortar)
  await Promise.all([
    customer.api.update_me({ body: { name: 'Ada Byron' } }),
    customer.api.update_me({ body: { phone: '+33123456789' } }),
    customer.api.update_me({ body: { language: 'fr' } }),
  ])
  expect(await customer.api.get_me()).toMatchObject({ name: 'Ada Byron', phone: '+33123456789', language: 'fr' })
  expect(await audited(customer)).toHaveLength(3)
})
