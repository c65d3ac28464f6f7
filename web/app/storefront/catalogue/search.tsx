import { CategoryOptions } from '../../parts/category-options.tsx'
import { useSearchParams } from 'react-router'
import type { Route } from './+types/search'
import { Filter } from '../../parts/filter.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { ListPages } from '../../parts/list-pages.tsx'
import { beside, page } from '../../parts/page.server.ts'
import { Shelf } from '../../parts/product-card.tsx'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { SelectField } from '../../ui/field.tsx'
import { listHead } from '../../ui/list-head.ts'
import { searchQuery, sorts } from './search-query.ts'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const query = searchQuery(url.searchParams)
    const [categories, found] = await Promise.all([
      beside(api.list_categories()),
      api.search_products({ query: { ...query, page_size: 24 } }),
    ])
    return { categories: categories?.results ?? [], found, query }
  })

export default function Search({ loaderData: { categories, found, query } }: Route.ComponentProps) {
  const t = useT()
  const heading = query.q === undefined ? t('search.all') : t('search.heading', { q: query.q })
  return (
    <>
      <Title description={t('search.description', { count: found.count })}>{heading}</Title>
      <h1>{heading}</h1>
      <output {...listHead} className="mt-1 mb-5 block text-soft">
        {t(found.count_capped === true ? 'search.many' : 'search.count', { count: found.count })}
      </output>
      <Filters categories={categories} query={query} />
      <h2 className="sr-only">{t('search.results')}</h2>
      {found.results.length === 0 ? <Nothing filtered={isFiltered(query)} /> : <Shelf products={found.results} />}
      <ListPages list={found} />
    </>
  )
}

type Query = ReturnType<typeof searchQuery>
const isFiltered = ({ category, in_stock, prescription }: Query) => (category ?? in_stock ?? prescription) !== undefined

/** An ordinary GET form: the address is the search, with or without scripts. */
function Filters({
  categories,
  query,
}: {
  categories: Route.ComponentProps['loaderData']['categories']
  query: Query
}) {
  const t = useT()
  const [params] = useSearchParams()
  return (
    <Filter shows={params.toString()} className="card mb-6 grid grid-cols-2 items-end gap-3 p-4 md:grid-cols-5">
      {query.q !== undefined && <input type="hidden" name="q" value={query.q} />}
      <SelectField label={t('search.category')} name="category" defaultValue={query.category ?? ''}>
        <option value="">{t('pages.any')}</option>
        <CategoryOptions categories={categories} />
      </SelectField>
      <SelectField label={t('search.supply')} name="prescription" defaultValue={String(query.prescription ?? '')}>
        <option value="">{t('pages.any')}</option>
        <option value="false">{t('search.without')}</option>
        <option value="true">{t('search.with')}</option>
      </SelectField>
      <SelectField label={t('pages.sort')} name="sort" defaultValue={query.sort ?? 'relevance'}>
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {t(`search.sort.${sort}`)}
          </option>
        ))}
      </SelectField>
      <label className="flex min-h-11 items-center gap-2.5">
        <input type="checkbox" name="in_stock" value="true" defaultChecked={query.in_stock === true} />
        {t('search.in_stock')}
      </label>
      <button type="submit" className="btn btn-calm col-span-2 md:col-span-1">
        {t('pages.apply')}
      </button>
    </Filter>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const t = useT()
  const [params] = useSearchParams()
  return (
    <Empty icon="search" title={t('search.none')} text={t('search.none_text')}>
      {filtered && (
        <A to={`/search?q=${encodeURIComponent(params.get('q') ?? '')}`} className="btn btn-main">
          {t('search.clear')}
        </A>
      )}
      <A to="/search" className="btn btn-calm">
        {t('search.all')}
      </A>
    </Empty>
  )
}
