import { sql } from '../../kernel/database.ts'
import { invalid } from '../../kernel/refusal.ts'
import { keyOf } from '../../kernel/text.ts'
import { searchQuery, strengthTokens } from '../catalogue/index.ts'
import { firstExpiresAfter, hasStock } from '../inventory/index.ts'
import { nothing, type Sql } from './list.ts'
import { isPublic, ofShops, shopNamed, withOffers } from './selections.ts'

/** What a list may be narrowed by; the contract's `filters`. */
export type Filters = {
  category?: string | undefined
  shop?: string | undefined
  min_price?: number | undefined
  max_price?: number | undefined
  in_stock?: boolean | undefined
  prescription?: boolean | undefined
  manufacturer?: string | undefined
  substance?: string | undefined
  form?: string | undefined
  strength?: string | undefined
  expires_after?: string | undefined
}

/** The conditions, by the table they need. */
export type Conditions = { product: Sql[]; offer: Sql[]; medicine: Sql[] }

/** `categories` are the filter's category and its children. What the full text looks for is said by `termsOf`. */
export function conditionsOf(filters: Filters, categories: string[] | null, day: string): Conditions {
  const { shop, min_price, max_price, in_stock, prescription, manufacturer, substance, form, expires_after } = filters
  return {
    product: [
      ...given(categories, (slugs) => sql`p.category = any(${slugs}::text[])`),
      ...given(shop, (slug) => sql`p.shop_id = ${shopNamed(slug)}`),
      ...given(in_stock, (wanted) => (wanted ? hasStock('p.id', day) : sql`not ${hasStock('p.id', day)}`)),
      ...given(expires_after, (after) => firstExpiresAfter('p.id', after, day)),
    ],
    offer: [
      ...given(min_price, (price) => sql`o.price_minor >= ${price}`),
      ...given(max_price, (price) => sql`o.price_minor <= ${price}`),
    ],
    medicine: [
      ...given(prescription, (needed) =>
        needed ? sql`m.legal_class <> 'otc'` : sql`(p.gtin is null or m.legal_class = 'otc')`,
      ),
      ...given(manufacturer, (name) => hasWords(sql`m.manufacturer_key`, name)),
      ...given(
        substance,
        (name) => sql`exists (select from unnest(m.substance_keys) k where ${hasWords(sql`k`, name)})`,
      ),
      ...given(form, (name) => sql`m.form_key = ${keyOf(name)}`),
    ],
  }
}

function given<T>(value: T | null | undefined, condition: (value: T) => Sql): Sql[] {
  return value === null || value === undefined ? [] : [condition(value)]
}

/** Tables and conditions that find `p` and `s`: with the offer `o`, and without it where nothing asks for it. */
export type Found = { withOffers: Sql; alone: Sql }

/** `terms` are parts of one query of the full text, all of which count. */
export function matching({ product, offer, medicine }: Conditions, terms: string[]): Found {
  const isFound = terms.length === 0 ? [] : [sql`p.terms @@ to_tsquery('simple', ${terms.join(' & ')})`]
  const medicines = medicine.length === 0 ? nothing : sql`left join catalogue.medicines m on m.gtin = p.gtin`
  const where = sql`${medicines} where ${sql.join([isPublic, ...isFound, ...product, ...offer, ...medicine], sql` and `)}`
  const all = sql`${withOffers} ${where}`
  return { withOffers: all, alone: offer.length === 0 ? sql`${ofShops} ${where}` : all }
}

/**
 * True of a key that has every word of a name: `paracetamol` is in `acetaminophen (paracetamol)`, `sanofi` in `sanofi
 * winthrop industrie`. What has no word in these letters must be the whole key.
 */
function hasWords(key: Sql, name: string): Sql {
  const words = keyOf(name).match(/[a-z0-9]+/g)
  if (words === null) return sql`${key} = ${keyOf(name)}`
  const patterns = words.map((word) => `% ${word} %`)
  return sql`' ' || regexp_replace(${key}, '[^a-z0-9]+', ' ', 'g') || ' ' like all (${patterns}::text[])`
}

/**
 * What of the filters the full text can look for, as parts of one query: a strength is only there, substance and
 * manufacturer are there among other words, which finds the few that their own conditions then judge.
 * Refuses a strength that is none.
 */
export function termsOf({ strength, substance, manufacturer }: Filters): string[] {
  const strengths = strength === undefined ? [] : strengthTokens(strength)
  if (strength !== undefined && strengths.length === 0)
    throw invalid('strength', 'invalid_format', 'must be a number and its unit, such as 500 mg')
  const names = [substance, manufacturer].map((name) => (name === undefined ? null : searchQuery(name)))
  return [
    ...strengths.map((token) => `'${token}'`),
    ...names.flatMap((query) => (query === null ? [] : [`(${query})`])),
  ]
}
