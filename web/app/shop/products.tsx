import { useNavigation, useSearchParams } from 'react-router'
import type { Route } from './+types/products'
import { choiceOf } from '../parts/choice.server.ts'
import { failureOf } from '../parts/failure.ts'
import { minorOf, textOf } from '../parts/form.ts'
import { useLocale, useT } from '../parts/i18n/use.ts'
import { A, Post } from '../parts/link.tsx'
import { ListPages, pageOf } from '../parts/list-pages.tsx'
import { drawingOf } from '../parts/medicine.ts'
import { money } from '../parts/money.ts'
import { act, page } from '../parts/page.server.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { Legal } from '../parts/product-card.tsx'
import { Title } from '../parts/title.tsx'
import { Empty } from '../ui/empty.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Illustration } from '../ui/illustration.tsx'
import { Submit } from '../ui/submit.tsx'
import { useMay } from './may.ts'

const sorts = ['newest', 'name', 'price', '-price', 'stock'] as const

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const q = url.searchParams.get('q')?.trim().slice(0, 120) || undefined
    const sort = sorts.find((one) => one === url.searchParams.get('sort'))
    return { products: await api.my_products({ query: { q, sort, page: pageOf(url.searchParams) } }) }
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api }, form) => {
    const params = { slug: textOf(form, 'product') }
    const body = form.has('is_live') ? { is_live: choiceOf(form, 'is_live', ['true', 'false']) === 'true' } : null
    await api.update_product({ params, body: body ?? { price: minorOf(form, 'price') } })
    return null
  })

export default function Products({ loaderData: { products }, actionData }: Route.ComponentProps) {
  const t = useT()
  return (
    <>
      <Title>{t('console.products')}</Title>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <h1>{t('console.products')}</h1>
        {useMay().products && (
          <A to="/shop/products/new" className="btn btn-main">
            <Icon name="plus" />
            {t('console.new_product')}
          </A>
        )}
      </div>
      <Find />
      <ProblemNotice problem={failureOf(actionData).problem} />
      {products.results.length === 0 ? (
        <Empty icon="pill" title={t('console.no_products')} text={t('console.no_products_text')} />
      ) : (
        <ul className="mt-4 space-y-3">
          {products.results.map((product) => (
            <Row key={product.slug} product={product} />
          ))}
        </ul>
      )}
      <ListPages list={products} />
    </>
  )
}

function Find() {
  const t = useT()
  const [params] = useSearchParams()
  return (
    <form key={params.toString()} className="card mb-4 grid items-end gap-3 p-4 sm:grid-cols-[1fr_12rem_auto]">
      <TextField
        label={t('console.find')}
        name="q"
        type="search"
        defaultValue={params.get('q') ?? ''}
        maxLength={120}
      />
      <SelectField label={t('search.sort')} name="sort" defaultValue={params.get('sort') ?? 'newest'}>
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {t(`console.sort.${sort}`)}
          </option>
        ))}
      </SelectField>
      <button type="submit" className="btn btn-calm">
        {t('search.apply')}
      </button>
    </form>
  )
}

type Product = Route.ComponentProps['loaderData']['products']['results'][number]

function Row({ product }: { product: Product }) {
  const t = useT()
  const locale = useLocale()
  const low = product.stock <= product.low_stock_at
  return (
    <li className="card grid grid-cols-[4.5rem_1fr] gap-4 p-4 md:grid-cols-[4.5rem_1fr_auto]">
      <Illustration drawing={drawingOf(product.medicine?.form)} className="aspect-square" />
      <div className="min-w-0">
        <h2 className="text-base">
          {product.is_live ? (
            <A to={`/products/${product.slug}`} reloadDocument className="hover:underline">
              {product.name}
            </A>
          ) : (
            product.name
          )}
        </h2>
        <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-soft">
          <Legal medicine={product.medicine} />
          {!product.is_live && <span className="badge">{t('console.not_live')}</span>}
          <span className={`badge ${low ? 'badge-warn' : 'badge-good'}`}>
            {t('console.buyable', { count: product.stock })}
          </span>
          <span>{t('console.on_hand', { on_hand: product.on_hand, held: product.held })}</span>
        </p>
        <p className="money mt-1 text-lg font-semibold">{money(product.price, product.currency, locale)}</p>
      </div>
      <Deeds product={product} />
    </li>
  )
}

function Deeds({ product }: { product: Product }) {
  const t = useT()
  const may = useMay()
  return (
    <div className="col-span-2 flex flex-wrap items-start gap-2 empty:hidden md:col-span-1 md:justify-end">
      {may.stock && (
        <A to={`/shop/stock/receive?product=${product.slug}`} className="btn btn-calm btn-small">
          {t('console.receive')}
        </A>
      )}
      {may.products && <Listing product={product} />}
    </div>
  )
}

/** At what price, and whether it is on sale. */
function Listing({ product }: { product: Product }) {
  const t = useT()
  const busy = useNavigation().state === 'submitting'
  return (
    <>
      <details className="group relative">
        <summary className="btn btn-calm btn-small">{t('console.change_price')}</summary>
        <Post preventScrollReset className="card mt-2 flex items-end gap-2 p-3 md:absolute md:right-0 md:z-10">
          <input type="hidden" name="product" value={product.slug} />
          <TextField
            label={t('console.price', { currency: product.currency })}
            name="price"
            inputMode="decimal"
            required
            className="w-32"
            defaultValue={(product.price / 100).toFixed(2)}
          />
          <Submit busy={busy} className="btn-main">
            {t('console.save')}
          </Submit>
        </Post>
      </details>
      <Post preventScrollReset>
        <input type="hidden" name="product" value={product.slug} />
        <Submit busy={busy} name="is_live" value={String(!product.is_live)} className="btn-calm btn-small">
          {t(product.is_live ? 'console.take_off' : 'console.put_on')}
        </Submit>
      </Post>
    </>
  )
}
