import type { ReactNode } from 'react'
import { Outlet, useRouteLoaderData } from 'react-router'
import type { Route } from './+types/layout'
import { ConsoleFrame, type Waits } from '../parts/console-frame.tsx'
import { ErrorView } from '../parts/error-view.tsx'
import { browserMessages } from '../parts/i18n/catalogues.ts'
import { useT } from '../parts/i18n/use.ts'
import { A } from '../parts/link.tsx'
import { beside, page } from '../parts/page.server.ts'
import { useNews } from '../parts/use-news.ts'
import { idle, useRefresh, type Refresh } from '../parts/use-refresh.ts'
import { Notice } from '../ui/notice.tsx'
import { mayOf } from './may.server.ts'
import { useMay } from './may.ts'
import { useWaiting, type Waiting } from './use-waiting.ts'

await browserMessages('account', 'console')

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => {
    const [shop, me, waiting] = await Promise.all([api.get_my_shop(), api.get_me(), beside(api.get_my_shop_waiting())])
    return { shop, may: mayOf(me), isProved: me.email_verified, waiting }
  })

export default function ShopConsole({ loaderData: { shop, may, isProved, waiting: loaded } }: Route.ComponentProps) {
  const fresh = useRefresh()
  const waiting = useWaiting(loaded, fresh.refresh)
  const count = waiting?.orders?.to_answer ?? null
  const news = useNews(count, useT()('console.news.orders', { count: count ?? 0 }))
  return (
    <Shell name={shop.name} waiting={waiting} fresh={fresh} news={news}>
      <State status={shop.status} note={shop.status_note} />
      {!isProved && <NotProved />}
      {!may.orders && <LooksOnly />}
      <Outlet context={waiting} />
    </Shell>
  )
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  const known = useRouteLoaderData<typeof loader>('shop/layout')
  return (
    <Shell name={known?.shop.name} waiting={known?.waiting ?? null} fresh={idle}>
      <ErrorView error={error} />
    </Shell>
  )
}

type ShellProps = {
  name: string | undefined
  waiting: Waiting | null
  fresh: Refresh
  news?: string
  children: ReactNode
}

function Shell({ name, waiting, children, ...frame }: ShellProps) {
  const t = useT()
  const may = useMay()
  return (
    <ConsoleFrame
      {...frame}
      note={name ?? t('console.shop')}
      places={[
        { to: '/shop', icon: 'list', label: t('console.orders'), end: true, waits: useOrdersWaiting(waiting) },
        { to: '/shop/products', icon: 'pill', label: t('console.products') },
        { to: '/shop/stock', icon: 'box', label: t('console.stock'), waits: useStockWaiting(waiting) },
        ...(may.staff
          ? ([
              { to: '/shop/staff', icon: 'people', label: t('staff.title') },
              { to: '/shop/settings', icon: 'clock', label: t('console.terms') },
            ] as const)
          : []),
      ]}
    >
      {children}
    </ConsoleFrame>
  )
}

function useOrdersWaiting(waiting: Waiting | null): Waits | undefined {
  const t = useT()
  if (waiting?.orders == null) return undefined
  const { to_answer, to_ship } = waiting.orders
  return { count: to_answer + to_ship, words: t('console.waits.orders', { to_answer, to_ship }) }
}

function useStockWaiting(waiting: Waiting | null): Waits | undefined {
  const t = useT()
  if (waiting === null) return undefined
  const { low_stock: low, expiring } = waiting
  return { count: low + expiring, words: t('console.waits.stock', { low, expiring }) }
}

/** A shop that may not sell yet, or no more, sees why on every page. */
function State({ status, note }: { status: 'pending' | 'approved' | 'rejected' | 'suspended'; note: string | null }) {
  const t = useT()
  if (status === 'approved') return null
  return (
    <div className="mb-5">
      <Notice tone={status === 'pending' ? 'warn' : 'bad'} title={t(`console.state.${status}`)}>
        <p>{t(`console.state.${status}_text`)}</p>
        {note !== null && <p className="mt-1">{t('console.state.note', { note })}</p>}
      </Notice>
    </div>
  )
}

/** Whoever has just opened a shop was mailed a code. */
function NotProved() {
  const t = useT()
  return (
    <div className="mb-5">
      <Notice>
        <p>
          {t('register.mailed')}{' '}
          <A to="/verify" reloadDocument className="link">
            {t('register.verify')}
          </A>
        </p>
      </Notice>
    </div>
  )
}

/** Every duty has to do with orders: whoever may not move them may change nothing. */
function LooksOnly() {
  const t = useT()
  return (
    <div className="mb-5">
      <Notice>
        <p>{t('staff.looks_only')}</p>
      </Notice>
    </div>
  )
}
