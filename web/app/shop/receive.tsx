import { redirect, useNavigation, useSearchParams } from 'react-router'
import type { Route } from './+types/receive'
import { failureOf, fieldErrors } from '../parts/failure.ts'
import { maybeText, minorOf, textOf, wholeOf } from '../parts/form.ts'
import { useT } from '../parts/i18n/use.ts'
import { A, Post } from '../parts/link.tsx'
import { act, page } from '../parts/page.server.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { Title } from '../parts/title.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Submit } from '../ui/submit.tsx'
import { useMay } from './may.ts'
import { NoDuty } from './no-duty.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => {
    const [products, shop] = await Promise.all([
      api.my_products({ query: { sort: 'name', page_size: 100 } }),
      api.get_my_shop(),
    ])
    return { products: products.results.map(({ slug, name }) => ({ slug, name })), currency: shop.currency }
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, path }, form) => {
    const lot = {
      product: textOf(form, 'product'),
      variant: maybeText(form, 'variant'),
      quantity: wholeOf(form, 'quantity'),
      lot: maybeText(form, 'lot'),
      expiry_date: maybeText(form, 'expiry_date'),
      unit_cost: textOf(form, 'unit_cost') === '' ? undefined : minorOf(form, 'unit_cost'),
    }
    await api.restock_products_create({ body: { lots: [lot] } })
    return redirect(path('/shop/stock?received'))
  })

export default function Receive({ loaderData, actionData }: Route.ComponentProps) {
  const t = useT()
  return (
    <div className="max-w-2xl space-y-5">
      <Title>{t('console.receive')}</Title>
      <h1>{t('console.receive')}</h1>
      {useMay().stock ? <Delivery loaderData={loaderData} actionData={actionData} /> : <NoDuty />}
    </div>
  )
}

type Shown = Pick<Route.ComponentProps, 'loaderData' | 'actionData'>

/** One delivery of one product: what stands on the box, and how many. */
function Delivery({ loaderData: { products, currency }, actionData }: Shown) {
  const t = useT()
  const [params] = useSearchParams()
  const { problem, values = {} } = failureOf(actionData)
  const errorOf = fieldErrors(t, problem)
  const busy = useNavigation().formMethod === 'POST'
  const field = (name: string) => ({
    name,
    defaultValue: values[name] ?? params.get(name) ?? '',
    error: errorOf(`lots.0.${name}`),
  })
  const chosen = values['product'] ?? params.get('product')
  const known = chosen === null || products.some(({ slug }) => slug === chosen)
  return (
    <Post className="card pad grid gap-4 sm:grid-cols-2">
      <div className="sm:col-span-2 empty:hidden">
        <ProblemNotice problem={problem} />
      </div>
      <SelectField {...field('product')} label={t('console.column.product')} required className="sm:col-span-2">
        {!known && <option value={chosen}>{chosen}</option>}
        {products.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField {...field('quantity')} label={t('product.quantity')} type="number" min={1} max={1_000_000} required />
      <TextField {...field('expiry_date')} label={t('fact.expiry')} hint={t('console.expiry_hint')} type="date" />
      <TextField
        {...field('lot')}
        label={t('console.column.lot')}
        hint={t('console.lot_hint')}
        optional={t('form.optional')}
        maxLength={40}
      />
      <TextField
        {...field('unit_cost')}
        label={t('console.cost', { currency })}
        optional={t('form.optional')}
        inputMode="decimal"
      />
      <TextField
        {...field('variant')}
        label={t('console.sku')}
        hint={t('console.sku_hint')}
        optional={t('form.optional')}
        maxLength={64}
        className="sm:col-span-2"
      />
      <div className="flex flex-wrap gap-3 sm:col-span-2">
        <Submit busy={busy}>{t('console.receive_now')}</Submit>
        <A to="/shop/stock" className="btn btn-calm">
          {t('console.back')}
        </A>
      </div>
    </Post>
  )
}
