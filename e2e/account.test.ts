import { readFile } from 'node:fs/promises'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { visitors } from './visitors.ts'

const { aVisitor } = visitors()

type Somebody = { username: string; email: string; password: string }

const somebody = (): Somebody => {
  const username = `visitor-${Date.now().toString(36)}`
  return { username, email: `${username}@visitors.test`, password: 'correct horse battery' }
}

async function register(page: Page, { username, email, password }: Somebody): Promise<void> {
  await page.goto('/register')
  await page.getByLabel('Name', { exact: true }).fill('A new visitor')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByText('Your account is ready').waitFor()
}

/** Until the scripts have taken over a form is sent as without them, and a page that is answered anew keeps no password. */
const takenOver = (page: Page): Promise<void> =>
  expect
    .poll(() =>
      page.evaluate(() =>
        Object.keys(document.querySelector('main form') ?? {}).some((key) => key.startsWith('__reactProps')),
      ),
    )
    .toBe(true)

/** Through the form, which these tests are about; the code from an app is asked for after it. */
async function enter(page: Page, { username, password }: Somebody, { scripts = true } = {}): Promise<void> {
  await page.goto('/sign-in')
  if (scripts) await takenOver(page)
  await page.getByLabel('E-mail or username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/')
  await page.getByRole('button', { name: /A new visitor/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
}

/** The text of the newest mail with this subject, once it has come: what opens an account is read where people read it. */
async function mailTo(page: Page, email: string, subject: string): Promise<string> {
  const letter = page.locator('main li', { has: page.getByRole('heading', { name: subject, exact: true }) }).first()
  await expect
    .poll(
      async () => {
        await page.goto(`/demo/mail?to=${encodeURIComponent(email)}`)
        return letter.count()
      },
      { timeout: 20_000 },
    )
    .toBe(1)
  return (await letter.textContent()) ?? ''
}

/** The path of our own that a mail links to. */
const linkIn = (text: string, path: string): string => {
  const found = new RegExp(`${path}\\?[^\\s]+`).exec(text)?.[0]
  if (found === undefined) throw new Error(`the mail has no link to ${path}: ${text}`)
  return found
}

test('an account from its first day to its last', async () => {
  const page = await aVisitor()
  const me = somebody()
  await register(page, me)

  // The mail's link fills the code in; it takes a person to press the button.
  await page.goto(linkIn(await mailTo(page, me.email, 'Welcome'), '/verify'))
  await page.getByRole('button', { name: 'Confirm', exact: true }).click()
  await page.getByText('Your e-mail address is confirmed').waitFor()
  await page.goto('/account')
  await page.getByText('Confirmed', { exact: true }).waitFor()
  await signOut(page)

  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Forgotten your password?' }).click()
  await page.getByLabel('E-mail', { exact: true }).fill(me.email)
  await page.getByRole('button', { name: 'Send the code' }).click()
  await page.getByText('If there is an account with this address').waitFor()
  await page.goto(linkIn(await mailTo(page, me.email, 'A new password'), '/reset'))
  me.password = 'another horse battery'
  await page.getByLabel('New password').fill(me.password)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('Your password is changed').waitFor()
  await enter(page, me)
  await page.getByRole('button', { name: /A new visitor/ }).waitFor()

  const { nextCode, recoveryCodes } = await turnOnTheApp(page, me)
  expect(new Set(recoveryCodes).size).toBe(10)
  await signOut(page)
  await enter(page, me)
  await page.getByText('enter the code shown in your app').waitFor()
  // A right password is no fault: nothing on the page is red.
  expect(await page.locator('main .wrong').count()).toBe(0)
  const code = page.getByLabel('Code', { exact: true })
  await expect.poll(() => code.evaluate((field) => field === document.activeElement)).toBe(true)
  // The password is still in its field: only the code is missing.
  await code.fill('000000')
  await page.keyboard.press('Enter')
  await page.getByText('The code is wrong').waitFor()
  await code.fill(nextCode())
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /A new visitor/ }).waitFor()

  await page.goto('/account/security')
  const devices = page.getByRole('region', { name: 'Devices' })
  expect(await devices.getByText('This device').count()).toBe(1)
  expect(await devices.getByText('Signed out', { exact: true }).count()).toBeGreaterThan(0)

  await saveAnAddress(page)
  await buyWithTheSavedAddress(page)

  await page.goto('/account/privacy')
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download my data' }).click()
  const download = await waiting
  expect(download.suggestedFilename()).toBe('mortar-export.json')
  const exported = JSON.parse(await readFile(await download.path(), 'utf8')) as { profile: { email: string } }
  expect(exported.profile.email).toBe(me.email)

  await page.getByRole('button', { name: 'Delete my account' }).click()
  const question = page.getByRole('alertdialog')
  await question.getByLabel('Password').fill('not the password')
  await question.getByRole('button', { name: 'Delete for good' }).click()
  await question.getByRole('alert').getByText('The password is wrong').waitFor()
  await question.getByLabel('Password').fill(me.password)
  await question.getByRole('button', { name: 'Delete for good' }).click()
  await page.getByText('Your account is deleted').waitFor()
  await enter(page, me)
  await page.getByText('The name or the password is wrong').waitFor()
}, 180_000)

const phone = { width: 390, height: 844 }
const desk = { width: 1280, height: 900 }

test('strangers who guess keep nobody out: the link of the mail sets a new password, on phone and desk, in both languages', async () => {
  const me = somebody()
  await register(await aVisitor(), me)
  for (const [viewport, language, scripts] of [
    [phone, '', true],
    [desk, '/fr', true],
    [phone, '/fr', false],
    [desk, '', false],
  ] as const) {
    const page = await aVisitor({ scripts })
    await page.setViewportSize(viewport)
    await page.goto(`${language}/forgot`)
    await page.locator('main input[name=email]').fill(me.email)
    await page.locator('main form button').click()
    const code = page.locator('main input[name=code]')
    const wait = page.getByText(
      language === '' ? 'the link in the e-mail works at once' : 'le lien reçu par e-mail fonctionne',
    )
    for (let i = 0; i < 4 && !(await wait.isVisible()); i++) {
      await code.fill('00000000')
      await page.locator('main input[name=password]').fill('what a stranger would set')
      await page.locator('main form button').click()
      await page.getByRole('alert').waitFor()
    }
    await wait.waitFor()

    const link = linkIn(await mailTo(page, me.email, 'A new password'), '/reset')
    await page.goto(`${language}${link}`)
    // Nothing is to be typed but the password.
    expect(
      await page
        .locator('main input:visible')
        .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).name)),
    ).toEqual(['email', 'password'])
    me.password = `another horse battery ${Date.now()}`
    await page.locator('main input[name=password]').fill(me.password)
    await page.locator('main form button').click()
    await page.waitForURL(/\/sign-in\?reset/)
    await page.locator('main input[name=login]').fill(me.email)
    await page.locator('main input[name=password]').fill(me.password)
    await page.locator('main form button').click()
    await page
      .getByRole('button', { name: /A new visitor/ })
      .or(page.getByText('A new visitor'))
      .first()
      .waitFor()
    // Once used, the link says so and asks for a code.
    await page.goto(`${language}${link}`)
    await page.locator('main input[name=password]').fill('what a stranger would set')
    await page.locator('main form button').click()
    await code.waitFor()
    expect(await code.inputValue()).toBe('')
  }
}, 180_000)

/** Codes count in steps of 30 seconds and none works twice: the next step's is taken, which is within what clocks may differ. */
async function turnOnTheApp(
  page: Page,
  { password }: Somebody,
): Promise<{ nextCode: () => string; recoveryCodes: string[] }> {
  await page.goto('/account/security')
  await takenOver(page)
  const factor = page.getByRole('region', { name: 'Second factor' })
  await factor.getByLabel('Current password').fill('not the password')
  await page.getByRole('button', { name: 'Use an app' }).click()
  await factor.getByText('The password is wrong').first().waitFor()
  await factor.getByLabel('Current password').fill(password)
  await page.getByRole('button', { name: 'Use an app' }).click()
  const secret = ((await page.getByText(/^([A-Z2-7]{4} ?){8}$/).textContent()) ?? '').replaceAll(' ', '')
  const app = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 })
  const picture = page.getByRole('img', { name: 'A QR code' })
  expect(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
  await page.getByLabel('First code').fill('123')
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByText('The code is wrong').waitFor()
  // What is to be scanned is still there.
  expect(await picture.count()).toBe(1)
  await page.getByLabel('First code').fill(app.generate())
  await page.getByRole('button', { name: 'Turn on' }).click()
  const codes = page.getByRole('region', { name: 'Your recovery codes' })
  await codes.waitFor()
  const recoveryCodes = await codes.getByRole('listitem').allTextContents()
  await codes.getByRole('link', { name: 'I have kept them' }).click()
  await codes.waitFor({ state: 'detached' })
  await page.getByText('10 recovery codes are left.').waitFor()
  return { nextCode: () => app.generate({ timestamp: Date.now() + 30_000 }), recoveryCodes }
}

async function fillAddress(page: Page, { street, postcode }: { street: string; postcode: string }): Promise<void> {
  await page.getByLabel('Full name').fill('A new visitor')
  await page.getByLabel('Street and number').fill(street)
  await page.getByLabel('Postcode').fill(postcode)
  await page.getByLabel('Town').fill('Lyon')
}

async function saveAnAddress(page: Page): Promise<void> {
  await page.goto('/account/addresses')
  await page.getByText('No addresses yet').waitFor()
  await page.getByRole('link', { name: 'Add an address' }).click()
  await fillAddress(page, { street: '1 rue de la Paix', postcode: '1' })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('[aria-invalid="true"]').waitFor()
  await page.getByLabel('Postcode').fill('69001')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The address is saved.').waitFor()
  await page.getByText('Default', { exact: true }).waitFor()
}

/** Buys twice: to the saved address, and to another that is saved with the order. */
async function buyWithTheSavedAddress(page: Page): Promise<void> {
  await putSomething(page)
  await page.goto('/checkout')
  expect(await page.getByLabel('Street and number').isVisible()).toBe(false)
  expect(await page.getByRole('radio', { name: /1 rue de la Paix/ }).isChecked()).toBe(true)
  await page.getByRole('button', { name: 'Place the order' }).click()
  await page.getByText('Your order is placed').waitFor()
  await page.getByRole('link', { name: 'Track this order' }).click()
  await page.getByText('1 rue de la Paix').waitFor()

  await putSomething(page)
  await page.goto('/checkout')
  await page.getByRole('radio', { name: 'Another address' }).check()
  await fillAddress(page, { street: '2 quai de la Pêcherie', postcode: '69002' })
  await page.getByLabel('Save this address for next time').check()
  await page.getByRole('button', { name: 'Place the order' }).click()
  await page.getByText('Your order is placed').waitFor()
  await page.goto('/account/addresses')
  await page.getByText('2 quai de la Pêcherie').waitFor()
}

async function putSomething(page: Page): Promise<void> {
  await page.goto('/search?q=paracetamol+500+mg&prescription=false&in_stock=true')
  await page.locator('main li.card h3 a').first().click()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByText('Added to your cart.').waitFor()
}

test('an account is kept without scripts', async () => {
  const page = await aVisitor({ scripts: false })
  const me = somebody()
  await register(page, me)

  await page.goto('/account/addresses')
  await page.getByRole('link', { name: 'Add an address' }).click()
  await fillAddress(page, { street: '1 rue de la Paix', postcode: '69001' })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The address is saved.').waitFor()
  await page.locator('summary', { hasText: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No addresses yet').waitFor()

  await page.goto('/account/security')
  await page.getByText('Change the password').first().click()
  await page.getByLabel('Current password').first().fill('not the password')
  await page.getByLabel('New password').fill('another horse battery')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByRole('alert').getByText('The password is wrong').waitFor()
  expect(await page.content()).not.toMatch(/not the password|another horse battery/)

  const factor = page.getByRole('region', { name: 'Second factor' })
  await factor.getByLabel('Current password').fill(me.password)
  await page.getByRole('button', { name: 'Get codes by e-mail' }).click()
  const first = codeIn(await mailTo(await aReader(page), me.email, 'Your second factor'))
  await page.getByLabel('First code').fill(first)
  await page.getByRole('button', { name: 'Turn on' }).click()
  const codes = page.getByRole('region', { name: 'Your recovery codes' })
  await codes.waitFor()
  expect(await codes.getByRole('listitem').count()).toBe(10)
  const [recoveryCode = ''] = await codes.getByRole('listitem').allTextContents()
  // Shown once: the same page does not show them again.
  await page.goto('/account/security')
  expect(await page.content()).not.toContain(recoveryCode)

  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByText('You are signed out on every device.').waitFor()
  await enter(page, me, { scripts: false })
  await page.getByText('the code we have just e-mailed you').waitFor()
  expect(await page.content()).not.toContain(me.password)
  await page.getByLabel('Password').fill(me.password)
  await page.getByLabel('Code', { exact: true }).fill(recoveryCode)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === '/')
  await page.goto('/account/security')
  await page.getByText('9 recovery codes are left.').waitFor()
}, 120_000)

/** Reads mail in a tab of its own, so that the other stays where it is. */
const aReader = (page: Page): Promise<Page> => page.context().newPage()

const codeIn = (text: string): string => {
  const found = /\d{4} \d{4}/.exec(text)?.[0]
  if (found === undefined) throw new Error(`the mail has no code: ${text}`)
  return found
}
