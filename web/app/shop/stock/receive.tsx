import { redirect, useNavigation, useSearchParams } from 'react-router'
import type { Route } from './+types/receive'
import { failureOf, fieldErrors } from '../../parts/failure.ts'
import { Filter } from '../../parts/filter.tsx'
import { maybeText, minorOf, textOf, wholeOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { ListCount } from '../../parts/list-count.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { act, page, unless, type Answered } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'
import { useMay } from '../may.ts'
import { NoDuty } from '../no-duty.tsx'
import { variantText } from '../products/variant-text.ts'

/** Of one product that is named, or of those that are found by what was typed. */
export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const product = url.searchParams.get('product') ?? undefined
    const q = url.searchParams.get('q')?.trim().slice(0, 120) || undefined
    const named = product === undefined ? null : api.get_my_product({ params: { slug: product } })
    const chosen = named && (await unless(named, 'not_found', 'invalid_input'))
    if (chosen !== null) return { q, chosen, found: null }
    const query = { q, page: pageOf(url.searchParams), sort: 'name' as const, page_size: 20 }
    return { q, chosen, found: await api.my_products({ query }) }
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
    return redirect(path('/shop/stock?done=received'))
  })

export default function Receive({ loaderData, actionData }: Route.ComponentProps) {
  const t = useT()
  return (
    <div className="max-w-2xl space-y-5">
      <Title>{t('console.receive')}</Title>
      <h1>{t('console.receive')}</h1>
      {useMay().stock ? <What loaderData={loaderData} actionData={actionData} /> : <NoDuty />}
    </div>
  )
}

type Shown = Pick<Route.ComponentProps, 'loaderData' | 'actionData'>

function What({ loaderData, actionData }: Shown) {
  const { q, chosen, found } = loaderData
  if (chosen === null) return <Choose q={q} found={found} />
  return <Delivery key={chosen.slug} product={chosen} actionData={actionData} />
}

type Found = { q: string | undefined; found: Answered<'my_products'> }

/** All products of the shop, page by page, or those that are looked for: by name, substance, SKU, GTIN or lot number. */
function Choose({ q, found }: Found) {
  const t = useT()
  return (
    <>
      <Filter className="card pad flex flex-wrap items-end gap-3">
        <TextField
          label={t('console.receive_which')}
          placeholder={t('console.find_by')}
          name="q"
          type="search"
          defaultValue={q}
          maxLength={120}
          className="min-w-48 flex-1"
        />
        <Submit className="btn-calm">{t('console.find')}</Submit>
      </Filter>
      <ListCount list={found} />
      {found.results.length === 0 ? (
        <Empty icon="box" title={t('console.receive_none')} text={t('console.receive_none_text')} />
      ) : (
        <ul className="card divide-y divide-line">
          {found.results.map(({ slug, name, on_hand, held }) => (
            <li key={slug}>
              <A
                to={`/shop/stock/receive?product=${slug}`}
                className="block gap-4 px-4 py-3 hover:bg-sunken sm:flex sm:justify-between"
              >
                <span className="min-w-0">{name}</span>
                <span className="block text-sm whitespace-nowrap text-soft">
                  {t('console.on_hand', { on_hand, held })}
                </span>
              </A>
            </li>
          ))}
        </ul>
      )}
      <ListPages list={found} />
    </>
  )
}

type DeliveryProps = {
  product: Answered<'get_my_product'>
  actionData: Route.ComponentProps['actionData']
}

/** One delivery of one product: what stands on the box, and how many. */
function Delivery({ product, actionData }: DeliveryProps) {
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
  return (
    <Post leaves className="card pad grid gap-4 sm:grid-cols-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 sm:col-span-2">
        <h2>{product.name}</h2>
        <A to="/shop/stock/receive" className="link">
          {t('console.receive_other')}
        </A>
        <input type="hidden" name="product" value={product.slug} />
      </div>
      {product.variants.length > 1 && (
        <SelectField {...field('variant')} label={t('console.which_variant')} required className="sm:col-span-2">
          <option value="">{t('console.choose')}</option>
          {product.variants.map((variant) => (
            <option key={variant.sku} value={variant.sku}>
              {variantText(variant)} · {variant.sku}
            </option>
          ))}
        </SelectField>
      )}
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
        label={t('console.cost', { currency: product.currency })}
        optional={t('form.optional')}
        inputMode="decimal"
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
