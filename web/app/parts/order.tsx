import { addressLines } from '@mortar/contract/address-form'
import type { Order, OrderStatus, PaymentStatus } from '@mortar/contract'
import { Fragment } from 'react'
import { useLocale, useT } from './i18n/use.ts'
import { A } from './link.tsx'
import { money } from './money.ts'

const tones: Record<OrderStatus, string> = {
  pending: 'badge-warn',
  approved: 'badge-good',
  shipped: 'badge-good',
  delivered: 'badge-good',
  cancelled: 'badge-bad',
  returned: '',
}

export function StatusBadge({ status }: { status: OrderStatus }) {
  return <span className={`badge ${tones[status]}`}>{useT()(`order.status.${status}`)}</span>
}

const paymentTones = { open: 'badge-warn', failed: 'badge-bad', refunded: '', voided: '' }
const isTold = (status: PaymentStatus): status is keyof typeof paymentTones => status in paymentTones

/** What became of the money where that is not what everybody expects: nothing for what is paid, or will be at the door. */
export function PaymentBadge({ payment: { method, status } }: Pick<Order, 'payment'>) {
  const t = useT()
  if (!isTold(status) || (method === 'cash_on_delivery' && status === 'open')) return null
  return <span className={`badge ${paymentTones[status]}`}>{t(`payment.badge.${status}`)}</span>
}

const inStore = (product: string) => `/products/${product}`

type Lines = {
  order: Pick<Order, 'items' | 'currency'>
  /** Where a product's name leads; to its page in the store if nothing is said. */
  to?: (product: string) => string
}

export function OrderLines({ order, to = inStore }: Lines) {
  const locale = useLocale()
  const t = useT()
  return (
    <ul className="divide-y divide-line">
      {order.items.map((item) => (
        <li key={item.variant} className="flex justify-between gap-4 py-3">
          <span className="min-w-0">
            <A to={to(item.product)} className="font-medium hover:underline">
              {item.name}
            </A>
            <span className="block text-sm text-soft">
              {t('order.line', { count: item.quantity, price: money(item.price, order.currency, locale) })}
            </span>
            {item.cancelled > 0 && item.cancelled < item.quantity && (
              <span className="block text-sm">{t('order.cancelled', { count: item.cancelled })}</span>
            )}
          </span>
          <span className="money whitespace-nowrap">{money(item.total, order.currency, locale)}</span>
        </li>
      ))}
    </ul>
  )
}

type Sums = Pick<Order, 'subtotal' | 'discount' | 'delivery' | 'charges' | 'tax' | 'total'> & { cancelled?: number }

/** Some of an order was cancelled; of what was called off whole nothing is left to say. */
const isInPart = (sums: Sums): sums is Sums & { cancelled: number } =>
  sums.cancelled !== undefined && sums.cancelled > 0 && sums.cancelled < sums.total

/** Subtotal to total. Tax is contained in the total, and said so. */
export function Totals({ sums, currency }: { sums: Sums; currency: string }) {
  const t = useT()
  const locale = useLocale()
  const row = (label: string, amount: number, className = 'text-soft') => (
    <div className={`flex justify-between gap-4 ${className}`}>
      <dt>{label}</dt>
      <dd className="money">{money(amount, currency, locale)}</dd>
    </div>
  )
  return (
    <dl className="space-y-1">
      {row(t('totals.subtotal'), sums.subtotal)}
      {sums.discount > 0 && row(t('totals.discount'), -sums.discount)}
      {sums.delivery === 0 && (
        <div className="flex justify-between gap-4 text-soft">
          <dt>{t('totals.delivery')}</dt>
          <dd>{t('totals.free')}</dd>
        </div>
      )}
      {sums.charges.map(({ kind, amount }) => (
        <Fragment key={kind}>{row(t(`totals.${kind}`), amount)}</Fragment>
      ))}
      {row(t('totals.total'), sums.total, 'pt-1 text-lg font-semibold')}
      {isInPart(sums) && row(t('totals.cancelled'), -sums.cancelled)}
      {isInPart(sums) && row(t('totals.left'), sums.total - sums.cancelled, 'font-semibold')}
      <div className="flex justify-between gap-4 text-sm text-soft">
        <dt>{t('totals.tax')}</dt>
        <dd className="money">{money(sums.tax, currency, locale)}</dd>
      </div>
    </dl>
  )
}

/** `none`: why there is none to be shown. */
export function AddressLines({ address, none }: { address: Order['address']; none?: string | undefined }) {
  const t = useT()
  if (address === null) return <p className="text-soft">{none ?? t('addresses.forgotten')}</p>
  return (
    <address className="not-italic">
      {[address.name, ...addressLines(address), address.country].map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))}
      {address.phone !== undefined && <span className="mt-1 block text-soft">{address.phone}</span>}
    </address>
  )
}
