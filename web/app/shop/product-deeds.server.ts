import { choiceOf } from '../parts/choice.server.ts'
import type { Answered, Web } from '../parts/page.server.ts'
import { textOf, wholeOf } from '../parts/form.ts'
import { pricesIn } from './prices-in.ts'

export type Product = Answered<'get_my_product'>

/** What came of one of the page's forms; a price says what it was. */
export type Outcome =
  | { done: 'details' | 'on' | 'off' }
  | { done: 'prices'; prices: { sku: string; was: number; is: number }[] }
  | { done: 'removed' }

/** The deeds of a product's page, each with a form of its own. */
export async function perform({ api }: Web, form: FormData, slug: string): Promise<Outcome> {
  const params = { slug }
  const deed = choiceOf(form, 'deed', ['details', 'prices', 'live', 'remove'])
  if (deed === 'details') {
    await api.update_product({ params, body: detailsOf(form) })
    return { done: 'details' }
  }
  if (deed === 'live') {
    const is_live = choiceOf(form, 'is_live', ['true', 'false']) === 'true'
    await api.update_product({ params, body: { is_live } })
    return { done: is_live ? 'on' : 'off' }
  }
  if (deed === 'remove') {
    await api.delete_product({ params })
    return { done: 'removed' }
  }
  const before = await api.get_my_product({ params })
  const variants = pricesIn((name) => textOf(form, name))
  const after = variants.length === 0 ? before : await api.update_product({ params, body: { variants } })
  return { done: 'prices', prices: changesOf(before, after) }
}

const detailsOf = (form: FormData) => ({
  name: textOf(form, 'name'),
  category: textOf(form, 'category'),
  description: textOf(form, 'description') || null,
  low_stock_at: wholeOf(form, 'low_stock_at'),
})

function changesOf(before: Product, after: Product) {
  const prices = new Map(before.variants.map(({ sku, price }) => [sku, price]))
  return after.variants.flatMap(({ sku, price }) => {
    const was = prices.get(sku)
    return was === undefined || was === price ? [] : [{ sku, was, is: price }]
  })
}
