import { useSearchParams } from 'react-router'
import type { Route } from './+types/stock'
import { Answer } from '../../parts/answer.tsx'
import { Filter } from '../../parts/filter.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { ListCount } from '../../parts/list-count.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { page, type Web } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useMay } from '../may.ts'
import { Lots } from './stock-lots.tsx'
import { Low } from './stock-low.tsx'
import { counted, useWaitingNow } from '../waiting-now.ts'

const shelves = ['lots', 'low', 'expiring'] as const
type Shelf = (typeof shelves)[number]

export const loader = (args: Route.LoaderArgs) =>
  page(args, async (web) => {
    const { searchParams } = web.url
    const show = shelves.find((one) => one === searchParams.get('show')) ?? 'lots'
    const q = searchParams.get('q')?.trim().slice(0, 120) || undefined
    const slug = searchParams.get('product') ?? undefined
    const [product, stock] = await Promise.all([nameOf(web, slug), onShelf(web, show, { q, slug })])
    return { show, q, product, ...stock }
  })

/** The one product whose lots are asked for. */
async function nameOf({ api }: Web, slug: string | undefined) {
  if (slug === undefined) return null
  const { name } = await api.get_my_product({ params: { slug } })
  return { slug, name }
}

type Asked = { q: string | undefined; slug: string | undefined }

async function onShelf({ api, url }: Web, show: Shelf, { q, slug }: Asked) {
  const query = { q, page: pageOf(url.searchParams) }
  if (show === 'low') return { low: await api.restock_products({ query }), lots: null }
  const expires_before = show === 'expiring' ? (await api.get_my_shop_waiting()).expires_before : undefined
  return { low: null, lots: await api.list_lots({ query: { ...query, product: slug, expires_before } }) }
}

export default function Stock({ loaderData: { show, q, product, lots, low } }: Route.ComponentProps) {
  const t = useT()
  const may = useMay()
  const found = q !== undefined
  return (
    <>
      <Title>{t('console.stock')}</Title>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h1>{t('console.stock')}</h1>
        {may.stock && (
          <A to={`/shop/stock/receive${product === null ? '' : `?product=${product.slug}`}`} className="btn btn-main">
            <Icon name="plus" />
            {t('console.receive')}
          </A>
        )}
      </div>
      <div className="mb-4 empty:hidden">
        <Answer told="console.done" />
      </div>
      <Shelves show={show} />
      {product === null ? <Find show={show} /> : <OfOne product={product} />}
      <ListCount list={lots ?? low} />
      {lots !== null && <Lots lots={lots} isFound={found} />}
      {low !== null && <Low low={low} isFound={found} />}
      <ListPages list={lots ?? low} />
    </>
  )
}

function Shelves({ show }: { show: Shelf }) {
  const t = useT()
  const waiting = useWaitingNow()
  const counts: Record<Shelf, number | undefined> = {
    lots: undefined,
    low: waiting?.low_stock,
    expiring: waiting?.expiring,
  }
  const tabs = shelves.map((one) => ({
    to: one === 'lots' ? '?' : `?show=${one}`,
    label: counted(t(`console.${one}`), counts[one]),
    current: one === show,
  }))
  return <Tabs label={t('console.stock')} tabs={tabs} />
}

function Find({ show }: { show: Shelf }) {
  const t = useT()
  const [params] = useSearchParams()
  return (
    <Filter shows={params.toString()} className="card mb-4 flex flex-wrap items-end gap-3 p-4">
      {show !== 'lots' && <input type="hidden" name="show" value={show} />}
      <TextField
        label={t('console.find_by')}
        name="q"
        type="search"
        defaultValue={params.get('q') ?? ''}
        maxLength={120}
        className="min-w-48 flex-1"
      />
      <button type="submit" className="btn btn-calm">
        {t('pages.apply')}
      </button>
    </Filter>
  )
}

function OfOne({ product }: { product: { slug: string; name: string } }) {
  const t = useT()
  return (
    <p className="mb-4 flex flex-wrap items-baseline gap-x-4">
      <A to={`/shop/products/${product.slug}`} className="link font-semibold">
        {product.name}
      </A>
      <A to="/shop/stock" className="link text-sm">
        {t('console.all_lots')}
      </A>
    </p>
  )
}
