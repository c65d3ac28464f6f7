import { useSearchParams } from 'react-router'
import type { Route } from './+types/checkout-complete'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { money } from '../../parts/money.ts'
import { OrderLines, StatusBadge } from '../../parts/order.tsx'
import { page } from '../../parts/page.server.ts'
import { ordersNamed } from '../../parts/placed.server.ts'
import { Title } from '../../parts/title.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { dueOf, isOpen, outcomeOf } from './paid.ts'

export const loader = (args: Route.LoaderArgs) => page(args, async (web) => ({ orders: await ordersNamed(web) }))

export default function CheckoutComplete({ loaderData: { orders } }: Route.ComponentProps) {
  const t = useT()
  const unsaved = useSearchParams()[0].has('unsaved')
  return (
    <div className="mx-auto max-w-3xl space-y-6">
      <Title>{t('complete.page', { count: orders.length })}</Title>
      <Head orders={orders} />
      {orders.some((order) => order.payment.method === 'fake' && isOpen(order)) && <Unpaid orders={orders} />}
      {unsaved && (
        <Notice title={t('checkout.unsaved')}>
          <A to="/account/addresses" className="link">
            {t('checkout.to_addresses')}
          </A>
        </Notice>
      )}
      {orders.map((order) => (
        <Placed key={order.order_number} order={order} />
      ))}
    </div>
  )
}

type Orders = Route.ComponentProps['loaderData']['orders']

/** Each order has its share of the payment: what is said here holds for all of those that go on. */
function Head({ orders }: { orders: Orders }) {
  const t = useT()
  const outcome = outcomeOf(orders)
  const isGood = outcome === 'open' || outcome === 'paid'
  const [{ payment }] = orders
  return (
    <header className="card pad flex flex-col items-center gap-3 py-10 text-center">
      <span
        className={`grid size-16 place-items-center rounded-full text-3xl ${isGood ? 'bg-accent text-on-accent' : 'bg-sunken text-soft'}`}
      >
        <Icon name={isGood ? 'check' : 'info'} />
      </span>
      <h1>{t(`complete.title.${isGood ? 'placed' : outcome}`, { count: orders.length })}</h1>
      <p className="max-w-md text-soft">
        {t(`complete.text.${outcome === 'open' ? payment.method : outcome}`, { count: orders.length })}
      </p>
    </header>
  )
}

function Unpaid({ orders }: { orders: Orders }) {
  const t = useT()
  const locale = useLocale()
  const [{ currency }] = orders
  const numbers = orders.map(({ order_number }) => `order=${order_number}`).join('&')
  return (
    <Notice tone="warn" title={t('complete.due', { amount: money(dueOf(orders), currency, locale) })}>
      <A to={`/demo/pay?${numbers}`} className="link font-semibold">
        {t('complete.pay')}
      </A>
    </Notice>
  )
}

function Placed({ order }: { order: Orders[number] }) {
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
        <p>
          <strong className="money text-lg">{money(order.total, order.currency, locale)}</strong>{' '}
          <span className="text-soft">{t(`payment.status.${order.payment.status}`)}</span>
        </p>
        <A to={`/orders/${order.order_number}`} className="btn btn-main">
          {t('complete.follow')}
        </A>
      </div>
    </section>
  )
}
