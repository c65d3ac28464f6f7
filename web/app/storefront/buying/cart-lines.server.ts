import type { Cart } from '@mortar/contract'
import { textOf, wholeOf } from '../../parts/form.ts'
import type { Web } from '../../parts/page.server.ts'

type Change = { product: string; variant: string; quantity: number }

const steps: Record<string, (typed: number) => number> = {
  less: (typed) => Math.max(0, typed - 1),
  more: (typed) => typed + 1,
  none: () => 0,
}

/**
 * What the cart's form asks for: of every line the number that stands in its field, whichever button was pressed; a step goes on
 * from there.
 */
export function changesIn(form: FormData): Change[] {
  const [stepped, how = ''] = textOf(form, 'step').split(':')
  return form.getAll('line').flatMap((line, i) => {
    const [product = '', variant = ''] = typeof line === 'string' ? line.split('/') : []
    const typed = wholeOf(form, `quantity.${i}`)
    const step = stepped === String(i) && Object.hasOwn(steps, how) ? steps[how] : undefined
    const quantity = step === undefined ? typed : step(typed)
    return quantity === wholeOf(form, `was.${i}`) ? [] : [{ product, variant, quantity }]
  })
}

/** One after the other; what is refused leaves what went before it changed. `isLess`: a line is gone. */
export async function changeCart(web: Web, form: FormData): Promise<{ cart: Cart | undefined; isLess: boolean }> {
  let cart: Cart | undefined
  const changes = changesIn(form)
  for (const body of changes) cart = await web.api.update_cart({ body })
  return { cart, isLess: changes.some(({ quantity }) => quantity === 0) }
}
