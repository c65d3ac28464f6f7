import { maybeText, minorOf, textOf, wholeOf } from '../../parts/form.ts'

/** What a new variant is told by: the form's `option.0.name` and `option.0.value`, and so on; a pair without a value is left out. */
function optionsOf(form: FormData): Record<string, string> {
  const options: Record<string, string> = {}
  for (let i = 0; form.has(`option.${i}.name`); i++) {
    const value = textOf(form, `option.${i}.value`)
    if (value !== '') options[textOf(form, `option.${i}.name`)] = value
  }
  return options
}

/** One more variant with its price and first lot, as its form says it. */
export const newVariantOf = (form: FormData) => ({
  variants: [
    {
      options: optionsOf(form),
      sku: maybeText(form, 'sku'),
      gtin: maybeText(form, 'gtin'),
      price: minorOf(form, 'price'),
      stock: textOf(form, 'stock') === '' ? 0 : wholeOf(form, 'stock'),
    },
  ],
  expiry_date: maybeText(form, 'expiry_date'),
})
