import { useSearchParams } from 'react-router'
import type { Route } from './+types/checkout-complete'
import { useLocale, useT } from '../parts/i18n/use.ts'
import { A } from '../parts/link.tsx'
import { money } from '../parts/money.ts'
import { OrderLines, StatusBadge } from '../parts/order.tsx'
import { page } from '../parts/page.server.ts'
import { ordersNamed } from '../parts/placed.server.ts'
import { Title } from '../parts/title.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'

export const loader = (args: Route.LoaderArgs) => page(args, async (web) => ({ orders: await ordersNamed(web) }))

export default function CheckoutComplete({ loaderData: { orders } }: Route.ComponentProps) {
  const t = useT()
  const [{ payment }] = orders
  const unsaved = useSearchParams()[0].has('unsaved')
  const heading = t('complete.title', { count: orders.length })
  const numbers = orders.map(({ order_number }) => `order=${order_number}`).join('&')
  return (
    <div className="mx-auto max-w-3xl space-y-6">
      <Title>{heading}</Title>
      <header className="card pad flex flex-col items-center gap-3 py-10 text-center">
        <span className="grid size-16 place-items-center rounded-full bg-accent text-3xl text-on-accent">
          <Icon name="check" />
        </span>
        <h1>{heading}</h1>
        <p className="max-w-md text-soft">
          {t(`complete.text.${payment.status === 'paid' ? 'paid' : payment.method}`)}
        </p>
      </header>
      {payment.method === 'fake' && payment.status === 'open' && (
        <Notice tone="warn" title={t('complete.unpaid')}>
          <A to={`/demo/pay?${numbers}`} className="link font-semibold">
            {t('complete.pay')}
          </A>
        </Notice>
      )}
      {unsaved && (
        <Notice title={t('checkout.unsaved')}>
          <A to="/account/addresses" className="link">
            {t('checkout.to_addresses')}
          </A>
        </Notice>
      )}
      {payment.status === 'failed' && (
        <Notice tone="bad" title={t('complete.failed')}>
          <p>{t('complete.failed_text')}</p>
        </Notice>
      )}
      {orders.map((order) => (
        <Placed key={order.order_number} order={order} />
      ))}
    </div>
  )
}

function Placed({ order }: { order: Route.ComponentProps['loaderData']['orders'][number] }) {
  const t = useT()
  const locale = useLocale()
  return (
    <section className="card pad" aria-labelledby={order.order_number}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id={order.order_number}>{order.shop.name}</h2>
        <StatusBadge status={order.status} />
      </div>
      <p className="mt-1 font-mono text-sm text-soft">{order.order_number}</p>
      <OrderLines order={order} />
      <div className="mt-2 flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
        <strong className="money text-lg">{money(order.total, order.currency, locale)}</strong>
        <A to={`/orders/${order.order_number}`} className="btn btn-main">
          {t('complete.follow')}
        </A>
      </div>
    </section>
  )
}
