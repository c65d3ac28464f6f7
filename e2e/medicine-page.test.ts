import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../server/src/kernel/database.ts'
import { demoPassword } from '../server/src/cli/demo/towns.ts'
import { openShop, type OpenShop } from './open-shop.ts'

let shop: OpenShop
beforeAll(async () => {
  shop = await openShop()
}, 240_000)
afterAll(() => shop.close())

const ask = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(shop.address + path, init)
  return { status: answer.status, text: await answer.text() }
}
const send = (body: object, token?: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  body: JSON.stringify(body),
})

test.each([
  '40 mg équivalent à 4 000 UI activité anti Xa',
  'quantité correspondant à 1 000 000 000 bactéries vivantes lyophilisées',
  '1 g sous forme de poudre',
  '?',
])('a medicine in the strength “%s” has its page', async (strength) => {
  const gtin = String(3400900000000 + Math.floor(Math.random() * 9_999)).padEnd(13, '0')
  const digits = gtin.slice(0, 12).split('').map(Number)
  const sum = digits.reduce((total, digit, i) => total + digit * (i % 2 === 0 ? 1 : 3), 0)
  const number = gtin.slice(0, 12) + String((10 - (sum % 10)) % 10)
  await sql`
    insert into catalogue.medicines (gtin, name, brand, manufacturer, substances, form, routes, legal_class, pack_label,
      substance_keys, manufacturer_key, form_key)
    values (${number}, 'A strange one', 'Strange', 'Example Laboratory',
      ${JSON.stringify([{ name: 'strangine', strength }])}::jsonb, 'powder', '{oral}', 'otc', 'box of 8',
      '{strangine}', 'example laboratory', 'powder')`.execute(shop.server.database.tx)
  const entered = await ask('/api/login', send({ login: 'demo-lyon', password: demoPassword }))
  const { access_token } = JSON.parse(entered.text) as { access_token: string }
  const body = { name: `Strange ${strength.slice(0, 40)}`, category: 'first-aid', price: 990, gtin: number }
  const made = await ask('/api/products/create', send(body, access_token))
  expect(made.status).toBe(201)
  const { slug } = JSON.parse(made.text) as { slug: string }
  for (const path of [`/products/${slug}`, `/fr/products/${slug}`]) {
    const page = await ask(path)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Strange')
  }
})
