import type { ReactNode } from 'react'
import { Outlet, useRouteLoaderData } from 'react-router'
import type { Route } from './+types/layout'
import { ConsoleFrame } from '../parts/console-frame.tsx'
import { ErrorView } from '../parts/error-view.tsx'
import { browserMessages } from '../parts/i18n/catalogues.ts'
import { useT } from '../parts/i18n/use.ts'
import { A } from '../parts/link.tsx'
import { page } from '../parts/page.server.ts'
import { Notice } from '../ui/notice.tsx'
import { mayOf } from './may.server.ts'
import { useMay } from './may.ts'

await browserMessages('account', 'console')

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => {
    const [shop, me] = await Promise.all([api.get_my_shop(), api.get_me()])
    return { shop, may: mayOf(me), isProved: me.email_verified }
  })

export default function ShopConsole({ loaderData: { shop, may, isProved } }: Route.ComponentProps) {
  return (
    <Shell name={shop.name}>
      <State status={shop.status} note={shop.status_note} />
      {!isProved && <NotProved />}
      {!may.orders && <LooksOnly />}
      <Outlet />
    </Shell>
  )
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  const known = useRouteLoaderData<typeof loader>('shop/layout')
  return (
    <Shell name={known?.shop.name}>
      <ErrorView error={error} />
    </Shell>
  )
}

function Shell({ name, children }: { name: string | undefined; children: ReactNode }) {
  const t = useT()
  const may = useMay()
  return (
    <ConsoleFrame
      note={name ?? t('console.shop')}
      places={[
        { to: '/shop', icon: 'list', label: t('console.orders'), end: true },
        { to: '/shop/products', icon: 'pill', label: t('console.products') },
        { to: '/shop/stock', icon: 'box', label: t('console.stock') },
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
