import { expect, test } from 'vitest'
import { withoutValues } from './unsaid.ts'

test.each([
  [
    'Request cannot be constructed from a URL that includes credentials: http://a@b/search?q=hepatitis',
    'Request cannot be constructed from a URL that includes credentials: (an address)',
  ],
  ['No route matches URL "/products/hepatitis"', 'No route matches URL "…"'],
  ['You made a POST request to "/search?q=hepatitis" but', 'You made a POST request to "…" but'],
  ['Route GET:/x not found /search?q=hepatitis here', 'Route GET:/x not found (an address) here'],
  [`Unexpected token 'h', "hepatitis" is not valid JSON`, `Unexpected token 'h', "…" is not valid JSON`],
  ['Unexpected token, "hepa\\"titis" is not', 'Unexpected token, "…" is not'],
  ['550 <ada@example.test>: Recipient address rejected', '550 <(an address)>: Recipient address rejected'],
  ['invalid input syntax for type uuid: "hepatitis"', 'invalid input syntax for type uuid: "…"'],
  ['The value "hepatitis" cannot be converted to a number.', 'The value "…" cannot be converted to a number.'],
  [
    `The "url" argument must be of type string. Received type string ('hepatitis')`,
    'The "url" argument must be of type string. Received (…)',
  ],
  [`Cannot find 'hepatitis B'`, `Cannot find '…'`],
])('%s', (text, said) => {
  expect(withoutValues(text)).toBe(said)
})

test.each([
  'duplicate key value violates unique constraint "users_email_key_key"',
  'null value in column "name" of relation "users" violates not-null constraint',
  `Cannot read properties of undefined (reading 'slug')`,
  'The "path" argument must be of type string.',
  'something failed at file:///srv/mortar/server/src/main.ts:1:2',
  'connect ECONNREFUSED 127.0.0.1:5432',
])('what tells the bug stays: %s', (text) => {
  expect(withoutValues(text)).toBe(text)
})

test('of what PostgreSQL says of a value, nothing that is quoted stays', () => {
  expect(withoutValues('invalid value for type "hepatitis"', '22P02')).toBe('invalid value for type "…"')
})
