import { redirect, useNavigation } from 'react-router'
import type { Medicine } from '@mortar/contract'
import { ApiError } from '@mortar/contract'
import type { Route } from './+types/new-product'
import { CategoryOptions } from '../../parts/category-options.tsx'
import { failureOf, fieldErrors } from '../../parts/failure.ts'
import { maybeText, maybeWhole, minorOf, textOf } from '../../parts/form.ts'
import { useT, type Translate } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { drawingOf, formText, strengthText, substancesText } from '../../parts/medicine.ts'
import { act, beside, page, type Web } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { Illustration } from '../../ui/illustration.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Submit } from '../../ui/submit.tsx'
import { useMay } from '../may.ts'
import { NoDuty } from '../no-duty.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async (web) => {
    const gtin = web.url.searchParams.get('gtin')?.replace(/\D/g, '') ?? ''
    const [categories, shop, looked, sold, elsewhere] = await Promise.all([
      web.api.list_categories(),
      web.api.get_my_shop(),
      lookUp(web, gtin),
      gtin === '' ? null : beside(web.api.my_products({ query: { q: gtin, page_size: 1 } })),
      gtin === '' ? null : beside(web.api.search_products({ query: { q: gtin, page_size: 1 } })),
    ])
    return {
      categories: categories.results,
      currency: shop.currency,
      ...looked,
      sold: sold?.results.find(({ medicine }) => medicine !== null)?.slug ?? null,
      // Where other shops have put the same pack.
      category: looked.medicine === null ? null : (elsewhere?.results[0]?.category ?? null),
    }
  })

/** An unknown code is an answer, not a failure: the shop may sell what the reference does not list. */
async function lookUp({ api }: Web, gtin: string): Promise<{ gtin: string; medicine: Medicine | null }> {
  if (gtin === '') return { gtin, medicine: null }
  try {
    return { gtin, medicine: await api.get_medicine({ params: { gtin } }) }
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 400)) return { gtin, medicine: null }
    throw error
  }
}

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, path }, form) => {
    const product = await api.create_product({
      body: {
        name: textOf(form, 'name'),
        description: maybeText(form, 'description'),
        category: textOf(form, 'category'),
        price: minorOf(form, 'price'),
        stock: maybeWhole(form, 'stock'),
        expiry_date: maybeText(form, 'expiry_date'),
        gtin: maybeText(form, 'gtin'),
      },
    })
    return redirect(path(`/shop/products?q=${encodeURIComponent(product.name)}&done=listed`))
  })

export default function NewProduct({ loaderData, actionData }: Route.ComponentProps) {
  const t = useT()
  const { medicine, gtin, sold } = loaderData
  return (
    <div className="max-w-2xl space-y-5">
      <Title>{t('console.new_product')}</Title>
      <h1>{t('console.new_product')}</h1>
      <form className="card pad">
        <div className="flex items-end gap-3">
          <TextField
            label={t('console.gtin')}
            hint={t('console.gtin_hint')}
            name="gtin"
            inputMode="numeric"
            defaultValue={gtin}
            maxLength={20}
            className="flex-1"
          />
        </div>
        <button type="submit" className="btn btn-calm btn-small mt-3">
          {t('console.look_up')}
        </button>
      </form>
      {medicine !== null && <Found medicine={medicine} />}
      {sold !== null && <SoldAlready slug={sold} />}
      {medicine === null && gtin !== '' && (
        <Notice tone="warn" announce="status">
          <p>{t('console.gtin_unknown')}</p>
        </Notice>
      )}
      {useMay().products ? (
        <Details key={medicine?.gtin} loaderData={loaderData} actionData={actionData} />
      ) : (
        <NoDuty />
      )}
    </div>
  )
}

function SoldAlready({ slug }: { slug: string }) {
  const t = useT()
  return (
    <Notice tone="warn" announce="status">
      <p>
        {t('console.gtin_sold')}{' '}
        <A to={`/shop/products/${slug}`} className="link">
          {t('console.gtin_sold_link')}
        </A>
      </p>
    </Notice>
  )
}

function Found({ medicine }: { medicine: Medicine }) {
  const t = useT()
  return (
    <div className="card flex items-center gap-4 p-4">
      <Illustration drawing={drawingOf(medicine.form)} className="size-20 flex-none" />
      <div className="min-w-0">
        <p className="font-semibold">{medicine.name}</p>
        <p className="text-sm text-soft">
          {substancesText(t, medicine)} · {formText(t, medicine.form)} · {medicine.manufacturer}
        </p>
        <p className="text-sm text-soft">{t(`law.${medicine.legal_class}`)}</p>
      </div>
    </div>
  )
}

/** The brand, the strength and the pack, as a box is told from the next one. */
function nameOf(t: Translate, medicine: Medicine): string {
  const { quantity } = medicine.pack
  const pack = quantity === null ? [] : [t('product.pack', { count: quantity })]
  const brand = `${medicine.brand} ${strengthText(t, medicine)}`.trim()
  return [brand, ...pack].join(', ').replaceAll('\u00a0', ' ')
}

function Details({ loaderData, actionData }: Pick<Route.ComponentProps, 'loaderData' | 'actionData'>) {
  const t = useT()
  const { categories, currency, medicine, category } = loaderData
  const { problem, values = {} } = failureOf(actionData)
  const errorOf = fieldErrors(t, problem)
  const busy = useNavigation().formMethod === 'POST'
  const field = (name: string) => ({ name, defaultValue: values[name], error: errorOf(name) })
  return (
    <Post leaves className="card pad grid gap-4 sm:grid-cols-2">
      <input type="hidden" name="gtin" value={medicine?.gtin ?? ''} />
      <TextField
        {...field('name')}
        defaultValue={values['name'] ?? (medicine === null ? '' : nameOf(t, medicine))}
        label={t('console.name')}
        required
        maxLength={160}
        className="sm:col-span-2"
      />
      <SelectField
        {...field('category')}
        defaultValue={values['category'] ?? category ?? undefined}
        label={t('search.category')}
        required
        className="sm:col-span-2"
      >
        <CategoryOptions categories={categories} />
      </SelectField>
      <TextField
        {...field('price')}
        label={t('console.price', { currency })}
        inputMode="decimal"
        required
        placeholder="12.90"
      />
      <TextField
        {...field('stock')}
        label={t('console.first_stock')}
        type="number"
        min={0}
        max={1_000_000}
        optional={t('form.optional')}
      />
      <TextField
        {...field('expiry_date')}
        label={t('fact.expiry')}
        hint={t('console.expiry_hint')}
        type="date"
        optional={t('form.optional')}
      />
      <TextArea
        {...field('description')}
        label={t('console.description')}
        optional={t('form.optional')}
        maxLength={4000}
        className="sm:col-span-2"
      />
      <div className="flex flex-wrap gap-3 sm:col-span-2">
        <Submit busy={busy}>{t('console.list_product')}</Submit>
        <A to="/shop/products" className="btn btn-calm">
          {t('console.back')}
        </A>
      </div>
    </Post>
  )
}
