/**
 * Messages travel in parcels, so that a page brings only words it may need: every page the first, what a person does with
 * a cart and an account the second, the consoles the third.
 */
export const areas = ['storefront', 'account', 'console'] as const
export type Area = (typeof areas)[number]

const account = new Set(
  'address cart checkout complete demo field form inbox order orders payment refused register register_shop shop_category sign_in timeline totals tracking'.split(
    ' ',
  ),
)

/** By the key's first word. */
export function areaOf(key: string): Area {
  const word = key.slice(0, key.indexOf('.'))
  if (word === 'console' || word === 'admin') return 'console'
  return account.has(word) ? 'account' : 'storefront'
}
