/**
 * Messages travel in parcels, so that a page brings only words it may need: every page the first, the ways to a product
 * the second, what a person does with a cart and an account the third, the consoles the fourth, and what failed the last.
 * Which parcels a page brings it says with `browserMessages`; a test (`words.test.ts`) reads what it says, and compares.
 */
const prefixes = {
  storefront: 'dosage fact footer frame law legal pages problem product route shop stock',
  browse: 'category home search',
  account:
    'account address addresses cart checkout complete delivery demo field forgot form inbox invitation order orders payment privacy refused register register_shop reset security shop_category sign_in timeline totals tracking verify',
  console: 'admin console staff',
  error: 'error',
} as const

export type Area = keyof typeof prefixes
export const areas = Object.keys(prefixes) as Area[]

const areaByPrefix = new Map(areas.flatMap((area) => prefixes[area].split(' ').map((word) => [word, area] as const)))

/** By the key's first word. One that no parcel has does not go into the build. */
export function areaOf(key: string): Area {
  const area = areaByPrefix.get(key.slice(0, key.indexOf('.')))
  if (area === undefined) throw new Error(`no parcel has the message ${key}: say in areas.ts which pages need it`)
  return area
}
