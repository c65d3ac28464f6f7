import { minorText } from '../../parts/form.ts'

type Read = (name: string) => string

/**
 * The prices that were typed anew, in the order in which the form has them: what another changed meanwhile stays. The form's fields are
 * `sku.0`, `was.0` and `price.0`, and so on.
 */
export function pricesIn(read: Read): { sku: string; price: number }[] {
  return rows(read).flatMap(({ sku, was, typed }) => (typed === was ? [] : [{ sku, price: minorText(typed) }]))
}

/** Where in what was sent a variant's price stood, as the API names it when it refuses. */
export function fieldOf(read: Read, sku: string): string {
  const at = pricesIn(read).findIndex((one) => one.sku === sku)
  return `variants.${at}.price`
}

function rows(read: Read) {
  const found: { sku: string; was: string; typed: string }[] = []
  for (let i = 0; read(`sku.${i}`) !== ''; i++)
    found.push({ sku: read(`sku.${i}`), was: read(`was.${i}`), typed: read(`price.${i}`) })
  return found
}
