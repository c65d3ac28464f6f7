import { sql } from '../../kernel/database.ts'
import { invalid } from '../../kernel/refusal.ts'
import { keyOf } from '../../kernel/text.ts'
import { strengthTokens } from '../catalogue/index.ts'
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

/** What names in the filters stand for, or null where there is none: see `names.ts`. */
export type Named = { categories: string[] | null; packs: string[] | null }

/** A strength is not among them: it is looked for by the full text. */
export function conditionsOf(filters: Filters, { categories, packs }: Named, day: string): Conditions {
  const { shop, min_price, max_price, in_stock, prescription, form, expires_after } = filters
  return {
    product: [
      ...given(categories, (slugs) => sql`p.category = any(${slugs}::text[])`),
      ...given(packs, (gtins) => sql`p.gtin = any(${gtins}::text[])`),
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
export function matching({ product, offer, medicine }: Conditions, terms: string[], at: Date): Found {
  const isFound = terms.length === 0 ? [] : [sql`p.terms @@ to_tsquery('simple', ${terms.join(' & ')})`]
  const medicines = medicine.length === 0 ? nothing : sql`left join catalogue.medicines m on m.gtin = p.gtin`
  const where = sql`${medicines} where ${sql.join([isPublic, ...isFound, ...product, ...offer, ...medicine], sql` and `)}`
  const all = sql`${withOffers(at)} ${where}`
  return { withOffers: all, alone: offer.length === 0 ? sql`${ofShops} ${where}` : all }
}

/** A strength as the words that stand for it in the full text. Refuses what names none. */
export function strengthWords(strength: string | undefined): string[] {
  if (strength === undefined) return []
  const tokens = strengthTokens(strength)
  if (tokens.length === 0) throw invalid('strength', 'invalid_format', 'must be a number and its unit, such as 500 mg')
  return tokens.map((token) => `'${token}'`)
}
