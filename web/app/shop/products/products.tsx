import { useSearchParams } from 'react-router'
import type { Route } from './+types/products'
import { Answer } from '../../parts/answer.tsx'
import { choiceOf } from '../../parts/choice.server.ts'
import { done } from '../../parts/done.ts'
import { Filter } from '../../parts/filter.tsx'
import { minorOf, textOf } from '../../parts/form.ts'
import { localeOf } from '../../parts/i18n/locales.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { ListCount } from '../../parts/list-count.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { money } from '../../parts/money.ts'
import { act, page } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useMay } from '../may.ts'
import { Row } from './product-row.tsx'

const sorts = ['newest', 'name', 'price', '-price', 'stock'] as const

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const q = url.searchParams.get('q')?.trim().slice(0, 120) || undefined
    const sort = sorts.find((one) => one === url.searchParams.get('sort'))
    return { products: await api.my_products({ query: { q, sort, page: pageOf(url.searchParams) } }) }
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, url }, form) => {
    const params = { slug: textOf(form, 'product') }
    if (form.has('is_live')) {
      const is_live = choiceOf(form, 'is_live', ['true', 'false']) === 'true'
      await api.update_product({ params, body: { is_live } })
      return done(form, `console.sale.${is_live ? 'on' : 'off'}`)
    }
    const { price, currency } = await api.update_product({ params, body: { price: minorOf(form, 'price') } })
    return done(form, 'console.price_is', { price: money(price, currency, localeOf(url.pathname)) })
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
      <div className="mb-4 empty:hidden">
        <Answer told="console.done" unless={products.results.map(({ slug }) => slug)} />
      </div>
      <Find />
      <ListCount list={products} />
      {products.results.length === 0 ? (
        <Empty icon="pill" title={t('console.no_products')} text={t('console.no_products_text')} />
      ) : (
        <ul className="mt-4 space-y-3">
          {products.results.map((product) => (
            <Row key={product.slug} product={product} answer={actionData} />
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
    <Filter shows={params.toString()} className="card mb-4 grid items-end gap-3 p-4 sm:grid-cols-[1fr_12rem_auto]">
      <TextField
        label={t('console.find')}
        placeholder={t('console.find_by')}
        name="q"
        type="search"
        defaultValue={params.get('q') ?? ''}
        maxLength={120}
      />
      <SelectField label={t('pages.sort')} name="sort" defaultValue={params.get('sort') ?? 'newest'}>
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {t(`console.sort.${sort}`)}
          </option>
        ))}
      </SelectField>
      <button type="submit" className="btn btn-calm">
        {t('pages.apply')}
      </button>
    </Filter>
  )
}
