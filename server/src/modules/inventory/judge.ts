import type { FieldCode, FieldError } from '@mortar/contract'

/** A lot as the shop names it. */
export type Delivered = {
  product: string
  variant?: string | undefined
  quantity: number
  lot?: string | undefined
  expiry_date?: string | undefined
  unit_cost?: number | undefined
}

/** What a lot must know of the variant it is of. */
export type KnownVariant = { variant_id: number; sku: string; usage_days: number; is_medicine: boolean }

export type JudgedLot = { lot: Delivered; variant: KnownVariant | undefined; errors: FieldError[] }

/**
 * Which variant of the shop a lot is of, and all that is wrong with it. A product of another shop is as unknown as one
 * that does not exist: then there are no variants.
 */
export function judge(lot: Delivered, variants: KnownVariant[] | undefined, path: string, today: string): JudgedLot {
  const fault = (field: keyof Delivered, code: FieldCode, message: string) => ({
    field: `${path}.${field}`,
    code,
    message,
  })
  const errors: FieldError[] = []
  const variant = variantOf(lot, variants ?? [])
  if (variants === undefined) errors.push(fault('product', 'unknown', 'is not a product of your shop'))
  else if (variant === undefined)
    errors.push(
      lot.variant === undefined
        ? fault('variant', 'required', 'is needed: the product has several variants')
        : fault('variant', 'unknown', 'is not a variant of this product'),
    )
  if (lot.expiry_date !== undefined && lot.expiry_date < today)
    errors.push(fault('expiry_date', 'expired', 'is in the past'))
  if (lot.expiry_date === undefined && variants?.some((each) => each.is_medicine))
    errors.push(fault('expiry_date', 'required', 'is needed for a medicine'))
  return { lot, variant, errors }
}

function variantOf(lot: Delivered, variants: KnownVariant[]): KnownVariant | undefined {
  if (lot.variant !== undefined) return variants.find((each) => each.sku === lot.variant)
  return variants.length === 1 ? variants[0] : undefined
}
