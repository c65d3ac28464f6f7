import type { Route } from './+types/stock'
import { Answer } from '../parts/answer.tsx'
import { Day } from '../parts/dates.tsx'
import { useT } from '../parts/i18n/use.ts'
import { A } from '../parts/link.tsx'
import { ListCount } from '../parts/list-count.tsx'
import { ListPages, pageOf } from '../parts/list-pages.tsx'
import { page } from '../parts/page.server.ts'
import { Title } from '../parts/title.tsx'
import { Empty } from '../ui/empty.tsx'
import { Icon } from '../ui/icon.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { useMay } from './may.ts'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const pages = { page: pageOf(url.searchParams) }
    const low = url.searchParams.get('show') === 'low'
    if (low) return { lots: null, low: await api.restock_products({ query: pages }) }
    return { lots: await api.list_lots({ query: pages }), low: null }
  })

export default function Stock({ loaderData: { lots, low } }: Route.ComponentProps) {
  const t = useT()
  const may = useMay()
  return (
    <>
      <Title>{t('console.stock')}</Title>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h1>{t('console.stock')}</h1>
        {may.stock && (
          <A to="/shop/stock/receive" className="btn btn-main">
            <Icon name="plus" />
            {t('console.receive')}
          </A>
        )}
      </div>
      <div className="mb-4 empty:hidden">
        <Answer told="console.done" />
      </div>
      <Tabs
        label={t('console.stock')}
        tabs={[
          { to: '?', label: t('console.lots'), current: low === null },
          { to: '?show=low', label: t('console.low'), current: low !== null },
        ]}
      />
      <ListCount list={lots ?? low} />
      {lots !== null && <Lots lots={lots} />}
      {low !== null && <Low low={low} />}
    </>
  )
}

type Data = Route.ComponentProps['loaderData']
const cell = 'px-3 py-2.5 align-top wrap-anywhere'
const number = 'money px-3 py-2.5 text-right align-top whitespace-nowrap'

function Lots({ lots }: { lots: NonNullable<Data['lots']> }) {
  const t = useT()
  if (lots.results.length === 0)
    return <Empty icon="box" title={t('console.no_lots')} text={t('console.no_lots_text')} />
  return (
    <>
      <div className="card px-1">
        <table className="w-full text-left">
          <thead className="border-b border-line text-sm text-soft">
            <tr>
              <th className={cell}>{t('console.column.product')}</th>
              <th className={cell}>{t('fact.expiry')}</th>
              <th className={number}>{t('console.column.on_hand')}</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {lots.results.map((lot) => (
              <tr key={lot.id}>
                <td className={cell}>
                  {lot.name}
                  <span className="block font-mono text-sm text-soft">{lot.lot}</span>
                </td>
                <td className={cell}>
                  {lot.expiry_date === null ? '–' : <Day day={lot.expiry_date} />}{' '}
                  {!lot.sellable && <span className="badge badge-bad">{t('console.not_sellable')}</span>}
                </td>
                <td className={number}>
                  {lot.on_hand}
                  <span className="block text-sm text-soft">{t('console.held', { count: lot.held })}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ListPages list={lots} />
    </>
  )
}

function Low({ low }: { low: NonNullable<Data['low']> }) {
  const t = useT()
  const may = useMay()
  if (low.results.length === 0)
    return <Empty icon="check" title={t('console.none_low')} text={t('console.none_low_text')} />
  return (
    <>
      <ul className="space-y-3">
        {low.results.map((one) => (
          <li key={one.variant} className="card flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
            <div className="min-w-48 flex-1">
              <h2 className="text-base">{one.name}</h2>
              <p className="text-sm text-soft">
                {t('console.low_text', { stock: one.stock, threshold: one.low_stock_at })}
              </p>
            </div>
            {may.stock && (
              <A
                to={`/shop/stock/receive?product=${one.product}&variant=${encodeURIComponent(one.variant)}`}
                className="btn btn-calm btn-small"
              >
                {t('console.receive')}
              </A>
            )}
          </li>
        ))}
      </ul>
      <ListPages list={low} />
    </>
  )
}
