import { formatAddress } from 'localized-address-format'

// How countries write addresses, from Google's libaddressinput, in Latin letters. Apart from all else, so that a browser may have it.

export type AddressPart = 'lines' | 'postcode' | 'city' | 'region'

const marks = { '<A>': 'lines', '<Z>': 'postcode', '<C>': 'city', '<S>': 'region' } as const

/** One address with a mark for each part: the library then shows what it does with it. */
const marked = (country: string) =>
  formatAddress(
    { postalCountry: country, addressLines: ['<A>'], postalCode: '<Z>', locality: '<C>', administrativeArea: '<S>' },
    'latin',
  ).join('\n')

/** What an address of a country has between the name and the country, in the order in which it is written there. */
export function addressParts(country: string): AddressPart[] {
  const found = [...marked(country).matchAll(/<[AZCS]>/g)].map(([mark]) => marks[mark as keyof typeof marks])
  return [...new Set(found)]
}

export type Written = {
  line1: string
  line2?: string | undefined
  city?: string | undefined
  region?: string | undefined
  postcode?: string | undefined
  country: string
}

/** The lines of an address as its country writes them, without the name above and the country below. */
export function addressLines({ line1, line2, postcode, city, region, country }: Written): string[] {
  const written = {
    postalCountry: country,
    addressLines: [line1, line2 ?? ''].filter(Boolean),
    postalCode: withoutPrefix(country, postcode ?? ''),
    locality: city ?? '',
    administrativeArea: region ?? '',
  }
  return formatAddress(written, 'latin')
}

/** Where the country's form writes letters before the postcode, they are not written twice: `LT-01100`. */
function withoutPrefix(country: string, postcode: string): string {
  const [, prefix = ''] = /(?:^|\n)([^<\n]*)<Z>/.exec(marked(country)) ?? []
  return prefix !== '' && postcode.startsWith(prefix) ? postcode.slice(prefix.length) : postcode
}
