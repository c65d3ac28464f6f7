import { Outlet, useLocation } from 'react-router'
import { bare } from '../../parts/i18n/locales.ts'
import { usePath, useT } from '../../parts/i18n/use.ts'
import { Tabs } from '../../ui/tabs.tsx'

const places = [
  ['/account', 'account.profile'],
  ['/account/addresses', 'account.addresses'],
  ['/account/security', 'account.security'],
  ['/account/privacy', 'account.privacy'],
] as const

/** What everybody has, whatever their role. */
export default function AccountFrame() {
  const t = useT()
  const path = usePath()
  const here = bare(useLocation().pathname).replace(/\/$/, '')
  return (
    <div className="mx-auto max-w-3xl max-sm:[&>nav_ul]:flex-wrap">
      <h1 className="mb-4">{t('account.title')}</h1>
      <Tabs
        label={t('account.title')}
        tabs={places.map(([to, label]) => ({ to: path(to), label: t(label), current: to === here }))}
      />
      <Outlet />
    </div>
  )
}
