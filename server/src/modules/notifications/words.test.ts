import { languages, lapseReasons, type Language } from '@mortar/contract'
import { codePurposes } from '@mortar/contract/facts'
import * as fc from 'fast-check'
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { compose } from './letter.ts'
import { kinds, allNews } from './news/index.ts'

type Shape = {
  type?: string | string[]
  enum?: unknown[]
  anyOf?: Shape[]
  items?: Shape
  properties?: Record<string, Shape>
}

/** What is made from these is checked further down; all other texts are whatever somebody wrote. */
const plain: Record<string, fc.Arbitrary<unknown>> = {
  order_number: fc.constant('ORD20260102ABCDEFGHJK'),
  email: fc.emailAddress(),
  code: fc.constant('12345678'),
  long: fc.constant('0123456789ABCDEF'),
  token: fc.constant('id.mac'),
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
}

/** Whatever a kind may be told with, made from its schema: a kind that is new is tried without a word here. */
function anyOf(shape: Shape, name = ''): fc.Arbitrary<unknown> {
  if (plain[name] !== undefined) return plain[name]
  if (Array.isArray(shape.type)) return fc.oneof(...shape.type.map((type) => anyOf({ ...shape, type })))
  if (shape.anyOf !== undefined) return fc.oneof(...shape.anyOf.map((each) => anyOf(each)))
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum)
  if (shape.items !== undefined) return fc.array(anyOf(shape.items), { minLength: 1, maxLength: 4 })
  if (shape.properties !== undefined)
    return fc.record(Object.fromEntries(Object.entries(shape.properties).map(([key, each]) => [key, anyOf(each, key)])))
  if (shape.type === 'integer') return fc.nat(10_000_000)
  if (shape.type === 'boolean') return fc.boolean()
  if (shape.type === 'null') return fc.constant(null)
  if (shape.type === 'string') return fc.string({ unit: 'binary', minLength: 1, maxLength: 80 })
  throw new Error(`nothing is known to be a ${JSON.stringify(shape)}`)
}
const dataFor = (name: string) => anyOf(z.toJSONSchema(kindOf(name).data) as Shape)

function kindOf(name: string) {
  const kind = kinds.get(name)
  if (kind === undefined) throw new Error(`there is no kind ${name}`)
  return kind
}
const say = (name: string, data: unknown, language: Language) => kindOf(name).words(data, language)
const names = [...kinds.keys()]

test.each(languages.flatMap((language) => names.map((name) => [name, language] as const)))(
  '%s has a title of one line, a text and a path in %s, whatever a shop is called',
  (name, language) => {
    fc.assert(
      fc.property(dataFor(name), (data) => {
        const { title, text, link } = say(name, data, language)
        expect(title).toMatch(/^\S(?:[^\p{Cc}\p{Zl}\p{Zp}]*\S)?$/u)
        expect(text.trim()).not.toBe('')
        // A code to sign in goes where somebody is typing already.
        expect(link ?? (name === 'sign_in' ? '/' : '')).toMatch(/^\//)
      }),
    )
  },
)

test.each(names)('%s does not say the same in both languages', (name) => {
  const [data] = fc.sample(dataFor(name), { numRuns: 1, seed: 1 })
  expect(say(name, data, 'fr').text).not.toBe(say(name, data, 'en').text)
})

const root = new URL('../../../../', import.meta.url)
const sources = globSync(['contract/src/**/*.ts', 'server/src/**/*.ts', 'web/app/**/*.{ts,tsx,json}'], { cwd: root })
  .filter((file) => !/\.test\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(new URL(file, root), 'utf8') }))

/** What is called as something else is, such as a code by what it is good for, would be found there too. */
const own = names.filter((name) => name.includes('_') && !(codePurposes as readonly string[]).includes(name))

test.each(own)('%s is known to the file of its news alone: a kind that is new touches no other', (name) => {
  const naming = sources.filter(({ text }) => new RegExp(`\\b${name}\\b`).test(text))
  expect(naming.map(({ file }) => file.replace(/[^/]+$/, ''))).toEqual(['server/src/modules/notifications/news/'])
})

test('no two files have a kind of the same name', () => {
  const all = allNews.flatMap((news) => Object.keys(news.kinds))
  expect(names).toEqual(all)
})

test('what is secret is known to be: a code or a token stands in no other mail', () => {
  const telling = names.filter((name) => {
    const data = fc.sample(dataFor(name), { numRuns: 20, seed: 1 })
    return data.some((each) => /1234 5678|id\.mac/.test(say(name, each, 'en').text))
  })
  expect(telling.toSorted()).toEqual(names.filter((name) => kindOf(name).isSecret).toSorted())
})

const letterOf = (name: string, data: unknown) => ({
  as: 'letter' as const,
  to: { user_id: 1 },
  kind: kindOf(name),
  data,
  key: 'k',
  at: '2026-01-02T03:04:05Z',
})

const written = (language: Language, origin: string | undefined) =>
  compose(
    letterOf('secured', { what: 'password_changed' }),
    { user_id: 1, invitation_id: null, email: 'a@b.test', name: 'Ada', language },
    origin,
  )

test('a mail ends with a link in the language of its reader, and with none where nobody knows the address', () => {
  expect(written('en', 'https://shop.test').text).toMatch(/\n\nhttps:\/\/shop\.test\/account\/security\n$/)
  expect(written('fr', 'https://shop.test').html).toContain('<a href="https://shop.test/fr/account/security">')
  expect(written('fr', undefined).text).not.toContain('://')
})

const placed = (currency: string) =>
  say(
    'orders_placed',
    {
      orders: [{ order_number: 'ORD1', shop: 'A', total_minor: 123456, currency, awaiting_payment: false }],
    },
    'en',
  ).text

test('amounts are written in their currency, with its own number of decimals', () => {
  expect(placed('EUR')).toContain('€1,234.56')
  expect(placed('JPY')).toContain('¥123,456')
  expect(placed('KWD')).toMatch(/KWD\s123\.456/)
})

test('what people wrote cannot become markup of a mail', () => {
  const data = { shop: '<img src=x onerror=alert(1)> & "Sons"', note: '</p><script>1</script>' }
  const { html, text } = compose(
    letterOf('shop_rejected', data),
    { user_id: 1, invitation_id: null, email: 'a@b.test', name: '<b>Ada</b>', language: 'en' },
    undefined,
  )
  expect(html.replace(/<\/?(?:!doctype html|html|body|p|br)\b[^<>]*>/g, '')).not.toMatch(/[<>]/)
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Sons&quot;')
  expect(text).toContain('<b>Ada</b>')
})
test('a cancellation is told with its own reason', () => {
  const texts = [null, ...lapseReasons].map(
    (reason) => say('order_cancelled', { order_number: 'ORD1', shop: 'A', by: 'system', reason }, 'en').text,
  )
  expect(texts[1]).toContain('declined')
  expect(texts[2]).toContain('not paid in time')
  expect(texts[3]).toContain('did not answer in time')
  expect(texts[0]).toBe(texts[2])
})

const back = /refunded|remboursé/
const nothing = /nothing to pay|rien à payer/
/** A card alone can be declined or late; whatever else calls an order off meets people who have paid and people who have not. */
test.each(languages.flatMap((language) => [null, ...lapseReasons].map((reason) => [reason, language] as const)))(
  'a cancellation for %s is true in %s however it was to be paid',
  (reason, language) => {
    const told = (by: 'customer' | 'shop' | 'system') =>
      say('order_cancelled', { order_number: 'ORD1', shop: 'A', by, reason }, language).text
    const text = told(reason === null ? 'shop' : 'system')
    const paidIsPossible = reason === null || reason === 'shop_silent'
    expect([back.test(text), nothing.test(text)]).toEqual([paidIsPossible, paidIsPossible])
    expect(text).not.toMatch(/owe nothing|ne devez rien/)
    expect(told('customer')).not.toMatch(new RegExp(`${back.source}|${nothing.source}|owe|devez`))
  },
)
