/**
 * Messages travel in parcels, so that a page brings only words it may need: every page the first, the ways to a product
 * the second, what a person does with a cart and an account the third, the consoles the fourth, and what failed the last.
 */
export const areas = ['storefront', 'browse', 'account', 'console', 'error'] as const
export type Area = (typeof areas)[number]

const browse = new Set(['category', 'home'])
const account = new Set(
  'account address addresses cart checkout complete delivery demo field forgot form inbox invitation order orders payment privacy refused register register_shop reset security shop_category sign_in timeline totals tracking verify'.split(
    ' ',
  ),
)

/** By the key's first word. */
export function areaOf(key: string): Area {
  const word = key.slice(0, key.indexOf('.'))
  if (word === 'console' || word === 'admin' || word === 'staff') return 'console'
  if (word === 'error') return 'error'
  if (browse.has(word)) return 'browse'
  return account.has(word) ? 'account' : 'storefront'
}
