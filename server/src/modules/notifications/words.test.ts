import { languages, lapseReasons, type Language } from '@mortar/contract'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compose } from './letter.ts'
import { say, secretKinds, type Data, type Kind } from './words.ts'

const hostile = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 })
const order = { order_number: fc.constant('ORD20260102ABCDEFGHJK'), shop: hostile }
const note = fc.option(hostile)

const ofCode = fc.record({
  email: fc.emailAddress(),
  code: fc.constant('12345678'),
  long: fc.constant('0123456789ABCDEF'),
})

const every: { [K in Kind]: fc.Arbitrary<Data[K]> } = {
  welcome: fc.record({
    role: fc.constantFrom('customer', 'shopkeeper', 'staff', 'admin'),
    proof: fc.option(ofCode),
  }),
  verify_email: ofCode,
  reset_password: ofCode,
  old_email: ofCode,
  new_email: ofCode,
  sign_in: ofCode,
  enrol: ofCode,
  secured: fc.record({
    what: fc.constantFrom(
      'password_changed',
      'email_changed',
      'second_factor_on',
      'second_factor_off',
      'recovery_code_used',
      'recovery_codes_renewed',
    ),
  }),
  staff_invited: fc.record({
    shop: hostile,
    duties: fc.uniqueArray(fc.constantFrom('pharmacist', 'dispenser', 'counter')),
    token: fc.constant('id.mac'),
  }),
  shop_registered: fc.record({ shop: hostile }),
  shop_approved: fc.record({ shop: hostile, note }),
  shop_rejected: fc.record({ shop: hostile, note }),
  shop_suspended: fc.record({ shop: hostile, note }),
  orders_placed: fc.record({
    orders: fc.array(
      fc.record({
        ...order,
        total_minor: fc.nat(10_000_000),
        currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
        awaiting_payment: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  order_received: fc.record({ order_number: order.order_number }),
  order_withdrawn: fc.record({ order_number: order.order_number }),
  order_approved: fc.record(order),
  order_shipped: fc.record(order),
  order_delivered: fc.record(order),
  order_cancelled: fc.record({
    ...order,
    by: fc.constantFrom('customer', 'shop', 'system'),
    reason: fc.constantFrom(null, ...lapseReasons),
  }),
  order_lapsed: fc.record({ order_number: order.order_number }),
  order_returned: fc.record(order),
  refund_owed: fc.record({
    order_number: order.order_number,
    amount_minor: fc.nat(10_000_000),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  }),
}

const kinds = Object.keys(every) as Kind[]

test.each(languages.flatMap((language) => kinds.map((kind) => [kind, language] as const)))(
  '%s has a title of one line, a text and a path in %s, whatever a shop is called',
  (kind, language) => {
    fc.assert(
      fc.property(every[kind] as fc.Arbitrary<Data[Kind]>, (data) => {
        const { title, text, link } = say(kind, data, language)
        expect(title).toMatch(/^\S(?:[^\p{Cc}\p{Zl}\p{Zp}]*\S)?$/u)
        expect(text.trim()).not.toBe('')
        // A code to sign in goes where somebody is typing already.
        expect(link ?? (kind === 'sign_in' ? '/' : '')).toMatch(/^\//)
      }),
    )
  },
)

test('what is secret is known to be: a code or a token stands in no other mail', () => {
  const telling = kinds.filter((kind) => {
    const data = fc.sample<Data[Kind]>(every[kind], { numRuns: 20, seed: 1 })
    return data.some((each) => /1234 5678|id\.mac/.test(say(kind, each, 'en').text))
  })
  expect(telling.toSorted()).toEqual([...secretKinds].toSorted())
})

test('a mail ends with a link in the language of its reader, and with none where nobody knows the address', () => {
  const letter = { to: { user_id: 1 }, kind: 'secured' as const, data: { what: 'password_changed' as const } }
  const written = (language: Language, origin: string | undefined) =>
    compose({ ...letter, key: 'k', at: '' }, { user_id: 1, email: 'a@b.test', name: 'Ada', language }, origin)
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
  const at = '2026-01-02T03:04:05Z'
  const data = { shop: '<img src=x onerror=alert(1)> & "Sons"', note: '</p><script>1</script>' }
  const letter = { to: { user_id: 1 }, kind: 'shop_rejected' as const, data, key: 'fact:1', at }
  const { html, text } = compose(
    letter,
    { user_id: 1, email: 'a@b.test', name: '<b>Ada</b>', language: 'en' },
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
