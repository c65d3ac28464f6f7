import { isRouteErrorResponse } from 'react-router'
import { Icon, type IconName } from '../ui/icon.tsx'
import { useT } from './i18n/use.ts'
import { A } from './link.tsx'
import { Title } from './title.tsx'

const icons: Record<string, IconName> = { 404: 'search', 403: 'shield', 409: 'info', 503: 'clock' }

/** One page for every way a page can fail: what happened, and the way on. */
export function ErrorView({ error }: { error: unknown }) {
  const t = useT()
  const status = isRouteErrorResponse(error) ? error.status : 500
  const kind = codeOf(error) === 'cross_site' ? 'cross_site' : status
  const words = (part: string) => t.maybe(`error.${kind}.${part}`) ?? t.maybe(`error.500.${part}`) ?? ''
  return (
    <div className="mx-auto flex max-w-lg flex-col items-center gap-4 py-20 text-center">
      <Title>{words('title')}</Title>
      <span className="grid size-20 place-items-center rounded-full bg-accent-tint text-3xl text-accent">
        <Icon name={icons[status] ?? 'alert'} />
      </span>
      <p className="font-mono text-sm text-soft">{status}</p>
      <h1>{words('title')}</h1>
      <p className="text-soft">{words('text')}</p>
      <div className="mt-2 flex flex-wrap justify-center gap-3">
        <A to="/" className="btn btn-main">
          {t('error.home')}
        </A>
        <A to="/search" className="btn btn-calm">
          {t('error.search')}
        </A>
      </div>
    </div>
  )
}

const codeOf = (error: unknown): unknown =>
  isRouteErrorResponse(error) ? (error.data as { code?: unknown } | null)?.code : undefined
