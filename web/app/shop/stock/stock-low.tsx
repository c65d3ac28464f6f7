import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import type { Answered } from '../../parts/page.server.ts'
import { Empty } from '../../ui/empty.tsx'
import { useMay } from '../may.ts'

type Props = { low: Answered<'restock_products'>; isFound: boolean }

/** What is at or under its threshold, the emptiest first. */
export function Low({ low, isFound }: Props) {
  const t = useT()
  const may = useMay()
  if (low.results.length === 0) {
    if (isFound) return <Empty icon="search" title={t('console.none_found')} text={t('console.none_found_text')} />
    return <Empty icon="check" title={t('console.none_low')} text={t('console.none_low_text')} />
  }
  return (
    <ul className="space-y-3">
      {low.results.map((one) => (
        <li key={`${one.product} ${one.variant}`} className="card flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
          <div className="min-w-48 flex-1">
            <h2 className="text-base">
              <A to={`/shop/products/${one.product}`} className="hover:underline">
                {one.name}
              </A>
            </h2>
            <p className="text-sm text-soft">
              {t('console.low_text', { stock: one.stock, threshold: one.low_stock_at })} · {t('console.sku')}{' '}
              <span className="font-mono">{one.variant}</span>
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
  )
}
