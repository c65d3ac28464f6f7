import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compose } from './letter.ts'
import { say, type Data, type Kind } from './words.ts'

const hostile = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 })
const order = { order_number: fc.constant('ORD20260102ABCDEFGHJK'), shop: hostile }
const note = fc.option(hostile)

const every: { [K in Kind]: fc.Arbitrary<Data[K]> } = {
  welcome: fc.record({ role: fc.constantFrom('customer', 'shopkeeper', 'staff') }),
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
  order_cancelled: fc.record({ ...order, by: fc.constantFrom('customer', 'shop', 'system') }),
  order_returned: fc.record(order),
}

test.each(Object.keys(every) as Kind[])(
  '%s has a title of one line, a text and a path, whatever a shop is called',
  (kind) => {
    fc.assert(
      fc.property(every[kind] as fc.Arbitrary<Data[Kind]>, (data) => {
        const { title, text, link } = say(kind, data)
        expect(title).toMatch(/^\S(?:[^\p{Cc}\p{Zl}\p{Zp}]*\S)?$/u)
        expect(text.trim()).not.toBe('')
        expect(link).toMatch(/^\//)
      }),
    )
  },
)

const placed = (currency: string) =>
  say('orders_placed', {
    orders: [{ order_number: 'ORD1', shop: 'A', total_minor: 123456, currency, awaiting_payment: false }],
  }).text

test('amounts are written in their currency, with its own number of decimals', () => {
  expect(placed('EUR')).toContain('€1,234.56')
  expect(placed('JPY')).toContain('¥123,456')
  expect(placed('KWD')).toMatch(/KWD\s123\.456/)
})

test('what people wrote cannot become markup of a mail', () => {
  const at = '2026-01-02T03:04:05Z'
  const data = { shop: '<img src=x onerror=alert(1)> & "Sons"', note: '</p><script>1</script>' }
  const letter = { to: { user_id: 1 }, kind: 'shop_rejected' as const, data, key: 'fact:1', at }
  const { html, text } = compose(letter, { email: 'a@b.test', name: '<b>Ada</b>' })
  expect(html.replace(/<\/?(?:!doctype html|html|body|p|br)\b[^<>]*>/g, '')).not.toMatch(/[<>]/)
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Sons&quot;')
  expect(text).toContain('<b>Ada</b>')
})
