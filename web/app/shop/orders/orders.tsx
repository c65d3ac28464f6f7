import type { Order } from '@mortar/contract'
import type { Route } from './+types/orders'
import { Answer } from '../../parts/answer.tsx'
import { Instant } from '../../parts/dates.tsx'
import { useLocale, usePath, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { ListCount } from '../../parts/list-count.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { money } from '../../parts/money.ts'
import { StatusBadge } from '../../parts/order.tsx'
import { beside, page, unless, type Web } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Moves } from './moves.tsx'
import { NoDuty } from '../no-duty.tsx'
import { counted, useWaitingNow } from '../waiting-now.ts'

const queues = ['pending', 'approved', 'shipped', 'completed'] as const
type Queue = (typeof queues)[number]

export const loader = (args: Route.LoaderArgs) =>
  page(args, async (web) => {
    const queue = queues.find((one) => one === web.url.searchParams.get('queue')) ?? 'pending'
    const [orders, today] = await Promise.all([
      unless(ordersIn(web, queue), 'forbidden'),
      beside(web.api.orders_today({ query: { page_size: 1 } })),
    ])
    return { queue, orders, summary: today?.summary }
  })

async function ordersIn({ api, url }: Web, queue: Queue) {
  const query = { page: pageOf(url.searchParams) }
  if (queue === 'pending') return api.pending_orders({ query })
  if (queue === 'completed') return api.completed_orders({ query })
  return api.list_my_shop_orders({ query: { ...query, status: queue } })
}

export default function Orders({ loaderData: { queue, orders, summary } }: Route.ComponentProps) {
  const t = useT()
  const waiting = useWaitingNow()?.orders
  const waits: Partial<Record<Queue, number | undefined>> = {
    pending: waiting?.to_answer,
    approved: waiting?.to_ship,
    shipped: waiting?.on_their_way,
  }
  // Whoever has no duty in the shop has nothing to do with what people buy there.
  if (orders === null) return <NoDuty />
  const tabs = queues.map((one) => ({
    to: one === 'pending' ? '?' : `?queue=${one}`,
    label: counted(t(`console.queue.${one}`), waits[one]),
    current: one === queue,
  }))
  return (
    <>
      <Title>{t('console.orders')}</Title>
      <h1 className="mb-4">{t('console.orders')}</h1>
      {summary !== undefined && <Today summary={summary} />}
      <Tabs label={t('orders.filter')} tabs={tabs} />
      <div className="mb-4 empty:hidden">
        <Answer told="console.done" />
      </div>
      <ListCount list={orders} />
      {orders.results.length === 0 ? (
        <Empty icon="list" title={t(`console.queue.${queue}_empty`)} text={t('console.queue.empty_text')} />
      ) : (
        <ul className="space-y-4">
          {orders.results.map((order) => (
            <OrderCard key={order.order_number} order={order} queue={queue} />
          ))}
        </ul>
      )}
      <ListPages list={orders} />
    </>
  )
}

function Today({ summary }: { summary: NonNullable<Route.ComponentProps['loaderData']['summary']> }) {
  const t = useT()
  const locale = useLocale()
  const shown = (minor: number) => money(minor, summary.currency, locale)
  const figures: [string, string][] = [
    [t('console.today.orders'), String(summary.orders)],
    [t('console.today.revenue'), shown(summary.revenue)],
    [t('console.today.average'), shown(summary.average)],
  ]
  return (
    <dl className="mb-6 grid grid-cols-3 gap-3">
      {figures.map(([label, value]) => (
        <div key={label} className="card p-4">
          <dt className="text-sm text-soft">{label}</dt>
          <dd className="money text-xl font-semibold sm:text-2xl">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function OrderCard({ order, queue }: { order: Order; queue: Queue }) {
  const t = useT()
  const locale = useLocale()
  const stay = usePath()(queue === 'pending' ? '/shop' : `/shop?queue=${queue}`)
  return (
    <li className="card pad">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="font-mono text-base break-all">
          <A to={`/shop/orders/${order.order_number}`} className="link">
            {order.order_number}
          </A>
        </h2>
        <StatusBadge status={order.status} />
        <strong className="money ml-auto text-lg">{money(order.total, order.currency, locale)}</strong>
      </div>
      <p className="mt-1 text-sm text-soft">
        {[order.customer.name ?? order.customer.username, order.address?.city].filter(Boolean).join(', ')} ·{' '}
        <Instant at={order.placed_at} /> · {t(`payment.${order.payment.method}`)}
      </p>
      <ul className="my-3 space-y-0.5">
        {order.items.map((item) => (
          <li key={item.variant}>{t('order.quantity_name', { count: item.quantity, name: item.name })}</li>
        ))}
      </ul>
      <Moves order={order} stay={stay} />
    </li>
  )
}
