import { includedTax, minor, split, zero, type FieldError } from '@mortar/contract'
import { Refusal } from '../../kernel/refusal.ts'
import type { AdjustedLine, LineLeft } from './store.ts'
import { pathOf, type Item } from './wanted.ts'

export type TakenOff = AdjustedLine & { product_slug: string }

/**
 * What so much of an order's lines is, to the cent: of a line its share of what is left of it, so that however it is taken in parts they
 * add up to the whole. The tax is what that of the line falls by. Lines of one variant are taken in their order. Refuses invalid_input
 * for what the order has not, or where a variant must be said, and not_that_many where less is left.
 */
export function takeOff(left: readonly LineLeft[], items: readonly Item[]): TakenOff[] {
  const unnamed = items.flatMap((item, index) => misnamed(left, item, index))
  if (unnamed.length > 0) throw new Refusal('invalid_input', { errors: unnamed })
  const taken = new Map<LineLeft, number>()
  const short = items.flatMap((item, index) => {
    let wanted = item.quantity
    for (const line of left.filter((each) => isNamed(each, item))) {
      const more = Math.min(wanted, line.quantity - (taken.get(line) ?? 0))
      if (more > 0) taken.set(line, (taken.get(line) ?? 0) + more)
      wanted -= more
    }
    return wanted === 0 ? [] : [tooMany(index, item.quantity - wanted)]
  })
  if (short.length > 0) throw new Refusal('not_that_many', { errors: short })
  return [...taken].map(([line, quantity]) => shareOf(line, quantity))
}

export function isAll(left: readonly LineLeft[], taken: readonly TakenOff[]): boolean {
  return count(left) === count(taken)
}

const count = (lines: readonly { quantity: number }[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0)

const isNamed = (line: LineLeft, { product, variant }: Item) =>
  line.product_slug === product && (variant === undefined || line.sku === variant)

function misnamed(left: readonly LineLeft[], item: Item, index: number): FieldError[] {
  const variants = new Set(left.filter((line) => isNamed(line, item)).map((line) => line.sku))
  if (variants.size === 1) return []
  return variants.size === 0
    ? [{ field: `${pathOf(index)}product`, code: 'unknown', message: 'is not in the order' }]
    : [{ field: `${pathOf(index)}variant`, code: 'required', message: 'the order has several variants of the product' }]
}

const tooMany = (index: number, left: number): FieldError => ({
  field: `${pathOf(index)}quantity`,
  code: 'too_big',
  message: left === 0 ? 'none of it is left' : `only ${left} of it ${left === 1 ? 'is' : 'are'} left`,
})

function shareOf(line: LineLeft, quantity: number): TakenOff {
  const { position, variant_id, product_slug } = line
  const amount_minor = split(line.amount_minor, [quantity, line.quantity - quantity])[0] ?? zero
  const stays = includedTax(minor(line.amount_minor - amount_minor), line.tax_rate_bps)
  const tax_minor = minor(Math.min(amount_minor, Math.max(0, line.tax_minor - stays)))
  return { position, variant_id, product_slug, quantity, amount_minor, tax_minor }
}
