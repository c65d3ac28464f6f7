import { Day } from '../../parts/dates.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import type { Answered } from '../../parts/page.server.ts'
import { Empty } from '../../ui/empty.tsx'

type Props = { lots: Answered<'list_lots'>; isFound: boolean }

const cell = 'px-3 py-2.5 align-top wrap-anywhere'
const number = 'money px-3 py-2.5 text-right align-top whitespace-nowrap'

/** What stands on the shelves, the earliest expiry first. */
export function Lots({ lots, isFound }: Props) {
  const t = useT()
  if (lots.results.length === 0) {
    if (isFound) return <Empty icon="search" title={t('console.none_found')} text={t('console.none_found_text')} />
    return <Empty icon="box" title={t('console.no_lots')} text={t('console.no_lots_text')} />
  }
  return (
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
                <A to={`/shop/products/${lot.product}`} className="hover:underline">
                  {lot.name}
                </A>
                <span className="flex flex-wrap gap-x-4 text-sm text-soft">
                  <span>
                    {t('console.column.lot')} <span className="font-mono">{lot.lot}</span>
                  </span>
                  <span>
                    {t('console.sku')} <span className="font-mono">{lot.variant}</span>
                  </span>
                </span>
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
  )
}
