import { redirect, useNavigation } from 'react-router'
import type { Medicine } from '@mortar/contract'
import { ApiError } from '@mortar/contract'
import type { Route } from './+types/new-product'
import { CategoryOptions } from '../parts/category-options.tsx'
import { failureOf, fieldErrors } from '../parts/failure.ts'
import { maybeText, maybeWhole, minorOf, textOf } from '../parts/form.ts'
import { useT } from '../parts/i18n/use.ts'
import { A } from '../parts/link.tsx'
import { drawingOf, formText, strengthText, substancesText } from '../parts/medicine.ts'
import { act, page, type Web } from '../parts/page.server.ts'
import { Post } from '../parts/post.tsx'
import { Title } from '../parts/title.tsx'
import { SelectField, TextArea, TextField } from '../ui/field.tsx'
import { Illustration } from '../ui/illustration.tsx'
import { Notice } from '../ui/notice.tsx'
import { Submit } from '../ui/submit.tsx'
import { useMay } from './may.ts'
import { NoDuty } from './no-duty.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async (web) => {
    const [categories, shop, looked] = await Promise.all([
      web.api.list_categories(),
      web.api.get_my_shop(),
      lookUp(web, web.url.searchParams.get('gtin')?.replace(/\D/g, '') ?? ''),
    ])
    return { categories: categories.results, currency: shop.currency, ...looked }
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
  const { medicine, gtin } = loaderData
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

function Details({ loaderData, actionData }: Pick<Route.ComponentProps, 'loaderData' | 'actionData'>) {
  const t = useT()
  const { categories, currency, medicine } = loaderData
  const { problem, values = {} } = failureOf(actionData)
  const errorOf = fieldErrors(t, problem)
  const busy = useNavigation().formMethod === 'POST'
  const field = (name: string) => ({ name, defaultValue: values[name], error: errorOf(name) })
  return (
    <Post leaves className="card pad grid gap-4 sm:grid-cols-2">
      <input type="hidden" name="gtin" value={medicine?.gtin ?? ''} />
      <TextField
        {...field('name')}
        defaultValue={
          values['name'] ??
          (medicine === null ? '' : `${medicine.brand} ${strengthText(t, medicine)}`.replaceAll('\u00a0', ' ').trim())
        }
        label={t('console.name')}
        required
        maxLength={160}
        className="sm:col-span-2"
      />
      <SelectField {...field('category')} label={t('search.category')} required className="sm:col-span-2">
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
