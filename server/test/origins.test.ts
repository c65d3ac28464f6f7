import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMortar, type Mortar } from './harness/index.ts'

let mortar: Mortar
beforeAll(async () => {
  mortar = await aMortar({ CORS_ORIGINS: 'https://pharmacy.example,https://other.example' })
})
afterAll(() => mortar.close())

const ask = (url: string, origin?: string, method: 'GET' | 'OPTIONS' = 'GET') =>
  mortar.server.app.inject({ method, url, headers: origin === undefined ? {} : { origin } })

test.each(['/api/shops', '/api/me', '/api/nothing', '/api/openapi.json'])(
  '%s says that it answers each origin differently, to those without one too',
  async (url) => {
    for (const origin of [undefined, 'https://pharmacy.example', 'https://evil.example'])
      expect((await ask(url, origin)).headers.vary).toBe('Origin')
  },
)

test('only a named origin may read, and it is told what it may send', async () => {
  const allowed = (answer: Awaited<ReturnType<typeof ask>>) => answer.headers['access-control-allow-origin']
  expect(allowed(await ask('/api/shops', 'https://other.example'))).toBe('https://other.example')
  expect(allowed(await ask('/api/shops', 'https://evil.example'))).toBeUndefined()
  expect(allowed(await ask('/api/shops'))).toBeUndefined()
  const preflight = await ask('/api/cart/add', 'https://other.example', 'OPTIONS')
  expect(preflight.statusCode).toBe(204)
  expect(preflight.headers['access-control-allow-headers']).toContain('Authorization')
})

test('the documents of the API load nothing from elsewhere', async () => {
  for (const url of ['/api/docs', '/api/docs/static/index.html', '/api/redoc', '/api/problems']) {
    const policy = String((await ask(url)).headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/https?:|unsafe|\*/)
  }
})
