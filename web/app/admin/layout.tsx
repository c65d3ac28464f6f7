import type { ReactNode } from 'react'
import { Outlet } from 'react-router'
import type { Route } from './+types/layout'
import { ConsoleFrame } from '../parts/console-frame.tsx'
import { ErrorView } from '../parts/error-view.tsx'
import { browserMessages } from '../parts/i18n/catalogues.ts'
import { useT } from '../parts/i18n/use.ts'

await browserMessages('account', 'console')

export default function AdminConsole() {
  return (
    <Shell>
      <Outlet />
    </Shell>
  )
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return (
    <Shell>
      <ErrorView error={error} />
    </Shell>
  )
}

function Shell({ children }: { children: ReactNode }) {
  const t = useT()
  return (
    <ConsoleFrame
      note={t('admin.title')}
      places={[
        { to: '/admin', icon: 'clock', label: t('admin.nav.waiting'), end: true },
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
