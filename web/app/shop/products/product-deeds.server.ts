import { choiceOf } from '../../parts/choice.server.ts'
import type { Answered, Web } from '../../parts/page.server.ts'
import { done, type Done } from '../../parts/done.ts'
import { textOf, wholeOf } from '../../parts/form.ts'
import { localeOf, type Locale } from '../../parts/i18n/locales.ts'
import { translator } from '../../parts/i18n/use.ts'
import { money } from '../../parts/money.ts'
import { newVariantOf } from './new-variant.ts'
import { pricesIn } from './prices-in.ts'
import { variantText } from './variant-text.ts'

export type Product = Answered<'get_my_product'>

/** Each has a form of its own, which says what came of it. */
const deeds = ['details', 'prices', 'add', 'archive', 'restore', 'live', 'remove'] as const

/** The deeds of a product's page, each with a form of its own. Null: the product is gone, and its page with it. */
export async function perform({ api, url }: Web, form: FormData, slug: string): Promise<Done | null> {
  const params = { slug }
  const deed = choiceOf(form, 'deed', deeds)
  if (deed === 'details') {
    await api.update_product({ params, body: detailsOf(form) })
    return done(form, 'console.saved')
  }
  if (deed === 'live') {
    const is_live = choiceOf(form, 'is_live', ['true', 'false']) === 'true'
    await api.update_product({ params, body: { is_live } })
    return done(form, `console.sale.${is_live ? 'on' : 'off'}`)
  }
  if (deed === 'remove') {
    await api.delete_product({ params })
    return null
  }
  if (deed === 'add') {
    const { variants } = await api.add_variants({ params, body: newVariantOf(form) })
    return done(form, 'console.variant_added', { variant: named(variants.at(-1)) })
  }
  if (deed === 'archive' || deed === 'restore') {
    const sku = textOf(form, 'sku')
    const is_archived = deed === 'archive'
    const { variants, archived } = await api.update_product({ params, body: { variants: [{ sku, is_archived }] } })
    const variant = named([...variants, ...archived].find((one) => one.sku === sku))
    return done(form, is_archived ? 'console.variant_archived' : 'console.variant_restored', { variant })
  }
  const before = await api.get_my_product({ params })
  const variants = pricesIn((name) => textOf(form, name))
  const after = variants.length === 0 ? before : await api.update_product({ params, body: { variants } })
  const changes = changesOf(before, after, localeOf(url.pathname))
  return changes === '' ? done(form, 'console.prices_kept') : done(form, 'console.prices_saved', { changes })
}

const named = (variant: Product['variants'][number] | undefined) => (variant === undefined ? '' : variantText(variant))

const detailsOf = (form: FormData) => ({
  name: textOf(form, 'name'),
  category: textOf(form, 'category'),
  description: textOf(form, 'description') || null,
  low_stock_at: wholeOf(form, 'low_stock_at'),
})

/** A sentence for each variant whose price is another now. */
function changesOf(before: Product, after: Product, locale: Locale): string {
  const prices = new Map(before.variants.map(({ sku, price }) => [sku, price]))
  const t = translator(locale)
  const shown = (minor: number) => money(minor, after.currency, locale)
  const sentences = after.variants.flatMap(({ sku, price }) => {
    const was = prices.get(sku)
    if (was === undefined || was === price) return []
    const change = t('console.price_changed', { was: shown(was), is: shown(price) })
    return [after.variants.length > 1 ? `${sku}: ${change}` : change]
  })
  return sentences.join(' ')
}
