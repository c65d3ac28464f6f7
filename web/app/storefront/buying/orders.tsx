import { orderStatuses } from '../../parts/order-statuses.ts'
import type { Route } from './+types/orders'
import { Instant } from '../../parts/dates.tsx'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { ListCount } from '../../parts/list-count.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { money } from '../../parts/money.ts'
import { PaymentBadge, StatusBadge } from '../../parts/order.tsx'
import { page } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { isOpen } from './paid.ts'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const status = orderStatuses.find((one) => one === url.searchParams.get('status'))
    return { status, orders: await api.my_orders({ query: { status, page: pageOf(url.searchParams), page_size: 10 } }) }
  })

export default function Orders({ loaderData: { orders, status } }: Route.ComponentProps) {
  const t = useT()
  return (
    <>
      <Title>{t('orders.title')}</Title>
      <h1 className="mb-4">{t('orders.title')}</h1>
      <Filter status={status} />
      <ListCount list={orders} />
      {orders.results.length === 0 ? (
        <Empty icon="box" title={t('orders.empty')} text={t('orders.empty_text')}>
          <A to="/search" className="btn btn-main">
            {t('cart.browse')}
          </A>
        </Empty>
      ) : (
        <ul className="space-y-4">
          {orders.results.map((order) => (
            <Row key={order.order_number} order={order} />
          ))}
        </ul>
      )}
      <ListPages list={orders} />
    </>
  )
}

function Filter({ status }: { status: string | undefined }) {
  const t = useT()
  const tabs = orderStatuses.map((one) => ({
    to: `?status=${one}`,
    label: t(`order.status.${one}`),
    current: one === status,
  }))
  return (
    <Tabs
      label={t('orders.filter')}
      tabs={[{ to: '?', label: t('orders.all'), current: status === undefined }, ...tabs]}
    />
  )
}

function Row({ order }: { order: Route.ComponentProps['loaderData']['orders']['results'][number] }) {
  const t = useT()
  const locale = useLocale()
  return (
    <li className="card relative flex flex-wrap items-center gap-x-6 gap-y-2 p-4 hover:border-edge sm:p-5">
      <div className="min-w-56 flex-1">
        <h2 className="text-base">
          <A to={`/orders/${order.order_number}`} className="after:absolute after:inset-0 after:rounded-2xl">
            {order.shop.name}
          </A>
        </h2>
        <p className="font-mono text-sm text-soft">{order.order_number}</p>
        <p className="mt-1 text-sm text-soft">
          <Instant at={order.placed_at} /> ·{' '}
          {t('order.items', { count: order.items.reduce((sum, item) => sum + item.quantity, 0) })}
        </p>
      </div>
      <span className="flex flex-wrap items-center gap-2">
        <StatusBadge status={order.status} />
        <PaymentBadge payment={order.payment} />
      </span>
      <strong className="money text-lg">{money(order.total, order.currency, locale)}</strong>
      {order.payment.method === 'fake' && isOpen(order) && (
        // Above the card, which is a link itself.
        <A
          to={`/demo/pay?order=${order.order_number}`}
          aria-label={t('orders.pay_of', { number: order.order_number })}
          className="btn btn-main btn-small relative max-sm:w-full"
        >
          {t('complete.pay')}
        </A>
      )}
    </li>
  )
}
