import type { ReactNode } from 'react'
import { Outlet, useRouteLoaderData } from 'react-router'
import type { Route } from './+types/layout'
import { ConsoleFrame } from '../parts/console-frame.tsx'
import { ErrorView } from '../parts/error-view.tsx'
import { browserMessages } from '../parts/i18n/catalogues.ts'
import { useT } from '../parts/i18n/use.ts'
import { page } from '../parts/page.server.ts'
import { Notice } from '../ui/notice.tsx'

await browserMessages('account', 'console')

export const loader = (args: Route.LoaderArgs) => page(args, async ({ api }) => ({ shop: await api.get_my_shop() }))

export default function ShopConsole({ loaderData: { shop } }: Route.ComponentProps) {
  return (
    <Shell name={shop.name}>
      <State status={shop.status} note={shop.status_note} />
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
  return (
    <ConsoleFrame
      note={name ?? t('console.shop')}
      places={[
        { to: '/shop', icon: 'list', label: t('console.orders'), end: true },
        { to: '/shop/products', icon: 'pill', label: t('console.products') },
        { to: '/shop/stock', icon: 'box', label: t('console.stock') },
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
