import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aCustomer,
  aMortar,
  aName,
  aNewcomer,
  password,
  refusalOf,
  signIn,
  type Mortar,
} from '../../../test/harness/index.ts'
import { codeMailed, mailTo } from '../../../test/harness/mail.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar()
})
afterAll(() => mortar.close())

const better = 'a sentence nobody guesses'
const asked = async (email: string) => {
  await mortar.stranger.forgot_password({ body: { email } })
  return codeMailed(mortar, email, 'A new password')
}

test('who forgot the password sets a new one with the mailed code, which ends every session and proves the address', async () => {
  const customer = await aCustomer(mortar)
  const code = await asked(customer.email)
  await mortar.stranger.reset_password({ body: { email: customer.email, code, password: better } })
  expect(await refusalOf(customer.api.get_me())).toMatchObject({ status: 401, code: 'session_ended' })
  expect(await refusalOf(signIn(mortar, customer.username))).toMatchObject({ code: 'invalid_credentials' })
  const { user } = await mortar.stranger.login({ body: { login: customer.username, password: better } })
  expect(user.email_verified).toBe(true)
  await mailTo(mortar, customer.email, 'Your password was changed')
  const again = mortar.stranger.reset_password({ body: { email: customer.email, code, password: `${better} 2` } })
  expect(await refusalOf(again)).toMatchObject({ code: 'code_invalid' })
})

test('a wrong code, an unknown address and a common password change nothing', async () => {
  const customer = await aCustomer(mortar)
  const code = await asked(customer.email)
  const reset = (email: string, given: string, to: string) =>
    refusalOf(mortar.stranger.reset_password({ body: { email, code: given, password: to } }))
  const wrong = await reset(customer.email, '00000000', better)
  expect(wrong).toMatchObject({ status: 400, code: 'code_invalid' })
  expect(await reset('nobody@customers.test', code, better)).toEqual(wrong)
  expect(await reset(customer.email, code, 'password123')).toMatchObject({
    code: 'invalid_input',
    errors: [{ field: 'password', code: 'common' }],
  })
  await customer.api.get_me()
})

test('changing the password asks for the old one and ends the other sessions, not this one', async () => {
  const customer = await aCustomer(mortar)
  const change = (given: string, new_password: string) =>
    customer.api.change_password({ body: { password: given, new_password } })
  expect(await refusalOf(change('not the password', better))).toMatchObject({ status: 403, code: 'password_wrong' })
  expect(await refusalOf(change(password, 'qwertyuiop'))).toMatchObject({ errors: [{ field: 'new_password' }] })
  await change(password, better)
  await customer.api.get_me()
  await mailTo(mortar, customer.email, 'Your password was changed')
  await mortar.stranger.login({ body: { login: customer.username, password: better } })
})

test('a code that was mailed before a change of password proves nothing after it, whatever it is for', async () => {
  const customer = await aNewcomer(mortar)
  const { email } = customer
  const welcome = await codeMailed(mortar, email, 'Welcome')
  const code = await asked(email)
  const next = `${aName('next')}@customers.test`
  await customer.api.change_email({ body: { email: next, password } })
  const body = {
    old_code: await codeMailed(mortar, email, 'Another e-mail address'),
    new_code: await codeMailed(mortar, next, 'Your new e-mail address'),
  }
  await customer.api.enrol_second_factor({ body: { method: 'mail', password } })
  const enrolling = await codeMailed(mortar, email, 'Your second factor')
  await customer.api.change_password({ body: { password, new_password: better } })
  for (const late of [
    () => mortar.stranger.reset_password({ body: { email, code, password: 'what a thief would set' } }),
    () => mortar.stranger.verify_email({ body: { email, code: welcome } }),
    () => customer.api.confirm_email_change({ body }),
    () => customer.api.confirm_second_factor({ body: { code: enrolling } }),
  ])
    expect(await refusalOf(late())).toMatchObject({ status: 400, code: 'code_invalid' })
  await mortar.stranger.login({ body: { login: email, password: better } })
})

test('a code that was mailed before a reset proves nothing after it', async () => {
  const customer = await aNewcomer(mortar)
  const next = `${aName('next')}@customers.test`
  await customer.api.change_email({ body: { email: next, password } })
  const body = {
    old_code: await codeMailed(mortar, customer.email, 'Another e-mail address'),
    new_code: await codeMailed(mortar, next, 'Your new e-mail address'),
  }
  const code = await asked(customer.email)
  await mortar.stranger.reset_password({ body: { email: customer.email, code, password: better } })
  const { access_token } = await mortar.stranger.login({ body: { login: customer.email, password: better } })
  const late = mortar.as(access_token).confirm_email_change({ body })
  expect(await refusalOf(late)).toMatchObject({ code: 'code_invalid' })
})

test.each([
  ['password123', 'common'],
  ['Password2024!', 'common'],
  ['!!!football!!!', 'common'],
  ['1111111111', 'common'],
  ['0123456789', 'common'],
  ['zyxwvutsrq', 'common'],
])('nobody registers with %s', async (guess, code) => {
  const username = aName('guess')
  const body = { email: `${username}@customers.test`, username, password: guess, name: 'A person' }
  expect(await refusalOf(mortar.stranger.create_customer({ body }))).toMatchObject({
    code: 'invalid_input',
    errors: [{ field: 'password', code }],
  })
})

test('nobody registers with a password made of their own names', async () => {
  const body = { email: 'ada.lovelace@customers.test', username: 'ada.lovelace', name: 'Ada Lovelace' }
  for (const own of ['ada.lovelace1', 'Ada Lovelace!!', 'ada.lovelace@customers.test'])
    expect(await refusalOf(mortar.stranger.create_customer({ body: { ...body, password: own } }))).toMatchObject({
      errors: [{ field: 'password', code: 'personal' }],
    })
  await mortar.stranger.create_customer({ body: { ...body, password: 'ada.lovelace wrote the first program' } })
})
