import { failureIn, fieldErrors } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'
import type { Product } from './product-deeds.server.ts'
import { PartForm, useBusy } from './product-part.tsx'

/** One more variant: told by what the others are told by, or by what is named here. */
export function AddVariant({ product, answer }: { product: Product; answer: unknown }) {
  const t = useT()
  const { problem, values = {} } = failureIn(answer, 'add')
  const errorOf = fieldErrors(t, problem)
  const field = (name: string, at = `variants.0.${name}`) => ({ name, defaultValue: values[name], error: errorOf(at) })
  const names = [...new Set(product.variants.flatMap(({ options }) => Object.keys(options)))]
  const optional = t('form.optional')
  return (
    <PartForm deed="add" className="mt-4 grid gap-4 sm:grid-cols-2">
      {names.length === 0 ? (
        <FirstOption values={values} errorOf={errorOf} />
      ) : (
        names.map((name, i) => (
          <div key={name}>
            <input type="hidden" name={`option.${i}.name`} value={name} />
            <TextField
              {...field(`option.${i}.value`, `variants.0.options${i === 0 ? '' : `.${name}`}`)}
              label={name}
              required
              maxLength={60}
            />
          </div>
        ))
      )}
      <TextField
        {...field('price')}
        label={t('console.price', { currency: product.currency })}
        inputMode="decimal"
        required
        placeholder="12.90"
      />
      <TextField {...field('sku')} label={t('console.sku')} optional={optional} maxLength={64} />
      <TextField {...field('gtin')} label={t('console.gtin')} optional={optional} inputMode="numeric" maxLength={20} />
      <TextField
        {...field('stock')}
        label={t('console.first_stock')}
        type="number"
        min={0}
        max={1_000_000}
        optional={optional}
      />
      <TextField
        {...field('expiry_date', 'expiry_date')}
        label={t('fact.expiry')}
        hint={t('console.expiry_hint')}
        type="date"
        optional={optional}
      />
      <div className="sm:col-span-2">
        <Submit busy={useBusy('add')}>{t('console.add_variant')}</Submit>
      </div>
    </PartForm>
  )
}

type FirstProps = { values: Record<string, string>; errorOf: (field: string) => string | null }

/** Of a product that is sold in one: what its variants shall be told by is not known yet. */
function FirstOption({ values, errorOf }: FirstProps) {
  const t = useT()
  return (
    <>
      <TextField
        name="option.0.name"
        label={t('console.option_name')}
        hint={t('console.option_name_hint')}
        defaultValue={values['option.0.name']}
        error={errorOf('variants.0.options')}
        required
        maxLength={40}
      />
      <TextField
        name="option.0.value"
        label={t('console.option_value')}
        hint={t('console.option_value_hint')}
        defaultValue={values['option.0.value']}
        required
        maxLength={60}
      />
    </>
  )
}
