import type { Product } from '@mortar/contract'
import type { ReactNode } from 'react'
import { Day } from '../../parts/dates.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { formText, substancesText } from '../../parts/medicine.ts'
import { Notice } from '../../ui/notice.tsx'

/** What a pharmacist would read off the box. */
export function Facts({ product }: { product: Pick<Product, 'medicine' | 'earliest_expiry'> }) {
  const t = useT()
  const { medicine, earliest_expiry } = product
  const rows: [string, ReactNode][] = []
  if (earliest_expiry !== null) rows.push([t('fact.expiry'), <Day key="day" day={earliest_expiry} />])
  if (medicine !== null) rows.push(...medicineRows(t, medicine))
  if (rows.length === 0) return null
  return (
    <section aria-labelledby="facts">
      <h2 id="facts" className="mb-2">
        {t('product.facts')}
      </h2>
      {medicine?.supply != null && (
        <Notice tone="warn">
          <p>{t('product.supply')}</p>
        </Notice>
      )}
      <dl className="divide-y divide-line">
        {rows.map(([label, value]) => (
          <div key={label} className="grid grid-cols-[9rem_1fr] gap-4 py-2.5 max-sm:grid-cols-[7rem_1fr]">
            <dt className="text-soft">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function medicineRows(t: ReturnType<typeof useT>, medicine: NonNullable<Product['medicine']>): [string, ReactNode][] {
  const rows: [string, ReactNode][] = [
    [t('fact.substances'), substancesText(t, medicine)],
    [t('fact.form'), formText(t, medicine.form)],
    [t('fact.routes'), medicine.routes.map((route) => t.maybe(`route.${route.toLowerCase()}`) ?? route).join(', ')],
    [t('fact.pack'), medicine.pack.label],
    [t('fact.manufacturer'), medicine.manufacturer],
    [t('fact.law'), t(`law.${medicine.legal_class}`)],
  ]
  if (medicine.atc !== null) rows.push([t('fact.atc'), medicine.atc])
  rows.push([
    t('fact.gtin'),
    <span key="gtin" className="font-mono text-sm">
      {medicine.gtin}
    </span>,
  ])
  return rows
}
