import { afterAll, beforeAll, expect, test } from 'vitest'
import { aCustomer, aMortar, aName, password, refusalOf, signIn, type Mortar } from '../../../test/harness/index.ts'
import { codeMailed } from '../../../test/harness/mail.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

const [atOld, atNew] = ['Another e-mail address', 'Your new e-mail address']

async function asked() {
  const customer = await aCustomer(mortar)
  const next = `${aName('next')}@customers.test`
  await customer.api.change_email({ body: { email: next, password } })
  const old_code = await codeMailed(mortar, customer.email, atOld)
  const new_code = await codeMailed(mortar, next, atNew)
  return { customer, next, body: { old_code, new_code } }
}

test('an address changes when both ends are proved, and the person signs in with the new one', async () => {
  const { customer, next, body } = await asked()
  expect((await customer.api.get_me()).email).toBe(customer.email)
  expect(await customer.api.confirm_email_change({ body })).toMatchObject({ email: next, email_verified: true })
  await customer.api.get_me()
  expect((await signIn(mortar, next)).user.username).toBe(customer.username)
  expect(await refusalOf(signIn(mortar, customer.email))).toMatchObject({ code: 'invalid_credentials' })
})

test('one end alone proves nothing, and a mistake at one end does not use up the other', async () => {
  const { customer, next, body } = await asked()
  const { old_code, new_code } = body
  for (const given of [
    { old_code, new_code: '00000000' },
    { old_code: '00000000', new_code },
    { old_code: new_code, new_code: old_code },
  ])
    expect(await refusalOf(customer.api.confirm_email_change({ body: given }))).toMatchObject({ code: 'code_invalid' })
  expect((await customer.api.confirm_email_change({ body })).email).toBe(next)
})

test('it asks for the password, and for an address that is free: then, and when it is proved', async () => {
  const { customer, next, body } = await asked()
  const other = await aCustomer(mortar)
  const ask = (email: string, given: string) => refusalOf(other.api.change_email({ body: { email, password: given } }))
  expect(await ask('free@customers.test', 'not the password')).toMatchObject({ status: 403, code: 'password_wrong' })
  expect(await ask(customer.email.toUpperCase(), password)).toMatchObject({ status: 409, code: 'email_taken' })
  const name = aName('faster')
  await mortar.stranger.create_customer({ body: { email: next, username: name, password, name } })
  expect(await refusalOf(customer.api.confirm_email_change({ body }))).toMatchObject({ code: 'email_taken' })
})

test('a code for a new password that was mailed to an address does nothing once the person has another', async () => {
  const { customer, next, body } = await asked()
  await mortar.stranger.forgot_password({ body: { email: customer.email } })
  const code = await codeMailed(mortar, customer.email, 'A new password')
  await customer.api.confirm_email_change({ body })
  for (const email of [next, customer.email]) {
    const late = mortar.stranger.reset_password({ body: { email, code, password: 'a sentence nobody guesses' } })
    expect(await refusalOf(late)).toMatchObject({ status: 400, code: 'code_invalid' })
  }
  await signIn(mortar, next)
})

test('what is kept of a code for another address than the person has proves nothing, however it came to be', async () => {
  const customer = await aCustomer(mortar)
  await mortar.stranger.forgot_password({ body: { email: customer.email } })
  const code = await codeMailed(mortar, customer.email, 'A new password')
  const next = `${aName('next')}@customers.test`
  await mortar.db.updateTable('people.users').set({ email: next }).where('username', '=', customer.username).execute()
  const late = mortar.stranger.reset_password({ body: { email: next, code, password: 'a sentence nobody guesses' } })
  expect(await refusalOf(late)).toMatchObject({ code: 'code_invalid' })
})

test('a code that was sent to an address does not prove a later one', async () => {
  const { customer, body } = await asked()
  const welcome = await codeMailed(mortar, customer.email, 'Welcome')
  const changed = await customer.api.confirm_email_change({ body })
  const late = mortar.stranger.verify_email({ body: { email: changed.email, code: welcome } })
  expect(await refusalOf(late)).toMatchObject({ code: 'code_invalid' })
  const { rows } = await mortar.db
    .selectFrom('people.audit')
    .select('action')
    .where('target', '=', `user:${customer.username}`)
    .where('action', '=', 'email.verify')
    .execute()
    .then((found) => ({ rows: found }))
  expect(rows).toEqual([])
})
