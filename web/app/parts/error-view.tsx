import { use } from 'react'
import { isRouteErrorResponse } from 'react-router'
import { Icon, type IconName } from '../ui/icon.tsx'
import { browserMessages, type MessageKey } from './i18n/catalogues.ts'
import { useT } from './i18n/use.ts'
import { A } from './link.tsx'
import { Title } from './title.tsx'

const icons: Record<string, IconName> = { 404: 'search', 403: 'shield', 409: 'info', 503: 'clock' }

let asked: Promise<void> | undefined

/** They come when they are needed: no page that shows what it should pays for them. Without them fewer words have to do. */
const words = () => (asked ??= browserMessages('error').catch(() => undefined))

/** One page for every way a page can fail: what happened, and the way on. */
export function ErrorView({ error }: { error: unknown }) {
  const t = useT()
  if (!import.meta.env.SSR) use(words())
  const status = isRouteErrorResponse(error) ? error.status : 500
  const kind = codeOf(error) === 'cross_site' ? 'cross_site' : status
  const said = (part: 'title' | 'text', plain: MessageKey) =>
    t.maybe(`error.${kind}.${part}`) ?? t.maybe(`error.500.${part}`) ?? t(plain)
  const title = said('title', 'frame.failed')
  return (
    <div className="mx-auto flex max-w-lg flex-col items-center gap-4 py-20 text-center">
      <Title>{title}</Title>
      <span className="grid size-20 place-items-center rounded-full bg-accent-tint text-3xl text-accent">
        <Icon name={icons[status] ?? 'alert'} />
      </span>
      <p className="font-mono text-sm text-soft">{status}</p>
      <h1>{title}</h1>
      <p className="text-soft">{said('text', 'problem.internal')}</p>
      <div className="mt-2 flex flex-wrap justify-center gap-3">
        <A to="/" className="btn btn-main">
          {t('frame.home')}
        </A>
        <A to="/search" className="btn btn-calm">
          {t('frame.browse')}
        </A>
      </div>
    </div>
  )
}

const codeOf = (error: unknown): unknown =>
  isRouteErrorResponse(error) ? (error.data as { code?: unknown } | null)?.code : undefined
