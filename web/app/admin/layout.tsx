import type { ReactNode } from 'react'
import { Outlet } from 'react-router'
import type { Route } from './+types/layout'
import { ConsoleFrame } from '../parts/console-frame.tsx'
import { ErrorView } from '../parts/error-view.tsx'
import { browserMessages } from '../parts/i18n/catalogues.ts'
import { useT } from '../parts/i18n/use.ts'
import { beside, page } from '../parts/page.server.ts'
import { useNews } from '../parts/use-news.ts'
import { idle, useRefreshEvery, type Refresh } from '../parts/use-refresh.ts'

await browserMessages('account', 'console')

const every_ms = 30_000

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => {
    const shops = await beside(api.list_admin_shops({ query: { status: 'pending', page_size: 1 } }))
    return { shops: shops?.count ?? null }
  })

export default function AdminConsole({ loaderData: { shops } }: Route.ComponentProps) {
  const news = useNews(shops, useT()('console.news.shops', { count: shops ?? 0 }))
  return (
    <Shell shops={shops} fresh={useRefreshEvery(every_ms)} news={news}>
      <Outlet />
    </Shell>
  )
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return (
    <Shell shops={null} fresh={idle}>
      <ErrorView error={error} />
    </Shell>
  )
}

type ShellProps = { shops: number | null; fresh: Refresh; news?: string; children: ReactNode }

function Shell({ shops, children, ...frame }: ShellProps) {
  const t = useT()
  return (
    <ConsoleFrame
      {...frame}
      note={t('admin.title')}
      places={[
        {
          to: '/admin',
          icon: 'clock',
          label: t('admin.nav.waiting'),
          end: true,
          waits: shops === null ? undefined : { count: shops, words: t('console.waits.shops', { count: shops }) },
        },
        { to: '/admin/shops', icon: 'store', label: t('admin.nav.shops') },
        { to: '/admin/people', icon: 'people', label: t('admin.people') },
        { to: '/admin/active', icon: 'pulse', label: t('admin.active') },
        { to: '/admin/audit', icon: 'list', label: t('admin.audit') },
        { to: '/admin/settings', icon: 'filter', label: t('admin.settings') },
      ]}
    >
      {children}
    </ConsoleFrame>
  )
}
