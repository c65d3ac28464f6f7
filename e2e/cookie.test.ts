import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoPassword } from '../server/src/cli/demo/towns.ts'
import { openShop, type OpenShop } from './open-shop.ts'

let shop: OpenShop
beforeAll(async () => {
  shop = await openShop({ TRUST_PROXY: 'loopback' })
})
afterAll(() => shop.close())

type Sent = { cookie?: string; headers?: Record<string, string>; login?: string }

/** The sign-in form, as a browser sends it without script. */
function signIn({ cookie, headers = { 'sec-fetch-site': 'same-origin' }, login = 'demo-customer-1' }: Sent = {}) {
  return fetch(new URL('/sign-in', shop.address), {
    method: 'POST',
    redirect: 'manual',
    headers: { ...headers, ...(cookie === undefined ? {} : { cookie }) },
    body: new URLSearchParams({ login, password: demoPassword }),
  })
}

const cookieOf = (answer: Response, name = 'mortar') =>
  answer.headers.getSetCookie().find((each) => each.startsWith(`${name}=`)) ?? ''
const valueOf = (cookie: string) => cookie.split(';', 1)[0] ?? ''

async function nameAt(cookie: string, headers: Record<string, string> = {}): Promise<string | null> {
  const answer = await fetch(new URL('/api/me', shop.address), { headers: { cookie, ...headers } })
  return answer.ok ? ((await answer.json()) as { username: string }).username : null
}

test('a sign-in makes a new session in a cookie that no script reads, whatever cookie came along', async () => {
  const theirs = valueOf(cookieOf(await signIn({ login: 'demo-customer-2' })))
  expect(await nameAt(theirs)).toBe('demo-customer-2')
  // Somebody slipped their own cookie into this browser, and waits for its owner to sign in with it.
  const answer = await signIn({ cookie: theirs })
  const given = cookieOf(answer)
  expect(given).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/)
  expect(valueOf(given)).not.toBe(theirs)
  expect(await nameAt(valueOf(given))).toBe('demo-customer-1')
  expect(await nameAt(theirs)).toBe('demo-customer-2')
  expect(cookieOf(answer, 'mortar_device')).toMatch(/HttpOnly; SameSite=Lax/)
})

test('over https the cookie bears the prefix that keeps other hosts from setting it', async () => {
  const https = { 'x-forwarded-proto': 'https' }
  const headers = { 'sec-fetch-site': 'same-origin', ...https }
  const answer = await signIn({ headers, login: 'demo-customer-3' })
  const given = cookieOf(answer, '__Host-mortar')
  expect(given).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/)
  expect(cookieOf(answer, '__Host-mortar_device')).toMatch(/; Secure$/)
  expect(await nameAt(valueOf(given), https)).toBe('demo-customer-3')
  // Whoever could put a cookie there without the prefix would sign the browser in as somebody else.
  const slipped = valueOf(given).replace('__Host-', '')
  expect(await nameAt(slipped, https)).toBeNull()
  const page = await fetch(new URL('/orders', shop.address), {
    headers: { cookie: slipped, ...https },
    redirect: 'manual',
  })
  expect(page.status).toBe(302)
  expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
  expect((await signIn()).headers.get('strict-transport-security')).toBeNull()
})

test.each<[string, Record<string, string>]>([
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.test' }],
  ['another host of the same site', { 'sec-fetch-site': 'same-site' }],
  ['nobody knows where', {}],
])('a form from %s signs nobody in', async (_, headers) => {
  const answer = await signIn({ headers })
  expect(answer.status).toBe(403)
  expect(answer.headers.getSetCookie()).toEqual([])
})

test.each([
  ['too long', 'x'.repeat(4000)],
  ['empty', ''],
  ['no token', '%00%E0%A4%A caf\u00e9 "\u00e9"; = ;;'],
  ['a number of its own', '1.1.1.1'],
])('a cookie of ours that is %s is as if it were not there', async (_, value) => {
  const cookie = Buffer.from(
    ['mortar', 'mortar_device', 'mortar_cart'].map((name) => `${name}=${value}`).join('; '),
  ).toString('latin1')
  const answer = await signIn({ cookie })
  expect(answer.status).toBe(302)
  expect(await nameAt(valueOf(cookieOf(answer)))).toBe('demo-customer-1')
  for (const path of ['/', '/cart', '/search', '/sign-in', '/register', '/forgot', '/checkout', '/orders']) {
    const page = await fetch(new URL(path, shop.address), { headers: { cookie } })
    expect(`${path} ${page.status}`).toBe(`${path} 200`)
  }
})

test('signing out ends the session and takes the cookie away; an address alone does not', async () => {
  const cookie = valueOf(cookieOf(await signIn()))
  await fetch(new URL('/sign-out', shop.address), { headers: { cookie }, redirect: 'manual' })
  expect(await nameAt(cookie)).toBe('demo-customer-1')
  const left = await fetch(new URL('/sign-out', shop.address), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(),
  })
  expect(cookieOf(left)).toMatch(/^mortar=; .*Max-Age=0$/)
  expect(await nameAt(cookie)).toBeNull()
})

test('pages, answers and documents allow no script and no style that is not ours', async () => {
  for (const path of ['/', '/sign-in', '/api/products/search', '/api/redoc', '/api/docs']) {
    const answer = await fetch(new URL(path, shop.address))
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(`${path} ${policy}`).toMatch(/default-src '(self|none)'/)
    expect(`${path} ${policy}`).not.toMatch(/unsafe-(inline|eval)/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  }
  const page = await fetch(new URL('/', shop.address))
  const html = await page.text()
  const nonce = /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '')?.[1] ?? 'none'
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)([^>]*)>/g)].map((match) => match[1])
  expect(inline.length).toBeGreaterThan(0)
  for (const attributes of inline) expect(attributes).toContain(`nonce="${nonce}"`)
  expect(html).not.toMatch(/<[^>]+\son\w+=|<[^>]+\sstyle=/)
  expect(page.headers.get('x-frame-options')).toBe('DENY')
})
