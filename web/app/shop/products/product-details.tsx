import { CategoryOptions } from '../../parts/category-options.tsx'
import { failureIn, fieldErrors } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import type { Answered } from '../../parts/page.server.ts'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'
import type { Product } from './product-deeds.server.ts'
import { Part, PartForm, useBusy } from './product-part.tsx'

type Props = { product: Product; categories: Answered<'list_categories'>['results']; answer: unknown }

/** What it is called, and how it is found; its address stays, so that links to it do. */
export function Details({ product, categories, answer }: Props) {
  const t = useT()
  const { problem, values } = failureIn(answer, 'details')
  const errorOf = fieldErrors(t, problem)
  const field = (name: 'name' | 'category' | 'description' | 'low_stock_at') => ({
    name,
    defaultValue: values?.[name] ?? String(product[name] ?? ''),
    error: errorOf(name),
  })
  return (
    <Part id="details" title={t('console.details')}>
      <PartForm deed="details" className="grid gap-4 sm:grid-cols-2">
        <TextField
          {...field('name')}
          label={t('console.name')}
          hint={t('console.name_hint')}
          required
          maxLength={160}
          className="sm:col-span-2"
        />
        <SelectField {...field('category')} label={t('search.category')} required>
          <CategoryOptions categories={categories} />
        </SelectField>
        <TextField
          {...field('low_stock_at')}
          label={t('console.low_stock_at')}
          hint={t('console.low_stock_at_hint')}
          type="number"
          min={0}
          max={1_000_000}
          required
        />
        <TextArea
          {...field('description')}
          label={t('console.description')}
          optional={t('form.optional')}
          maxLength={4000}
          rows={6}
          className="sm:col-span-2"
        />
        <div className="sm:col-span-2">
          <Submit busy={useBusy('details')}>{t('console.save')}</Submit>
        </div>
      </PartForm>
    </Part>
  )
}
