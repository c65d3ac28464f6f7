import { useSearchParams } from 'react-router'
import { Instant } from '../../parts/dates.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { pageOf } from '../../parts/list-pages.tsx'
import { Post } from '../../parts/post.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Pages } from '../../ui/pages.tsx'
import { Submit } from '../../ui/submit.tsx'
import { Part, useBusy } from './part.tsx'

type Session = {
  id: string
  device: string | null
  ip: string | null
  signed_in_at: string
  last_activity: string
  ended_at: string | null
  current: boolean
}
type List = { results: Session[]; next: string | null; previous: string | null }

/** Where somebody is signed in, and was. */
export function Devices({ sessions }: { sessions: List }) {
  const t = useT()
  const open = sessions.results.filter(({ ended_at, current }) => ended_at === null && !current)
  return (
    <Part id="devices" title={t('security.devices')} deeds={['end_all', ...open.map(({ id }) => `end_session.${id}`)]}>
      <p className="text-soft">{t('security.devices_text')}</p>
      <ul className="divide-y divide-line">
        {sessions.results.map((session) => (
          <Device key={session.id} session={session} />
        ))}
      </ul>
      <DevicePages list={sessions} />
      <Post name="devices.end_all" leaves className="border-t border-line pt-4">
        <p className="mb-3 text-soft">{t('security.everywhere_text')}</p>
        <Submit busy={useBusy('end_all')} name="deed" value="end_all" className="btn-bad">
          {t('security.everywhere')}
        </Submit>
      </Post>
    </Part>
  )
}

const to = (page: number) => `?page=${page}#devices`

/** Another page of the list is the same part of the page, and what was done before is no news there. */
function DevicePages({ list: { next, previous } }: { list: List }) {
  const t = useT()
  const page = pageOf(useSearchParams()[0])
  return (
    <Pages
      label={t('pages.label')}
      current={t('pages.current', { page })}
      back={t('pages.back')}
      next={t('pages.next')}
      backTo={previous === null ? null : to(page - 1)}
      nextTo={next === null ? null : to(page + 1)}
    />
  )
}

function Device({ session }: { session: Session }) {
  const t = useT()
  const { device, ip, signed_in_at, last_activity, ended_at, current } = session
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-4">
      <span
        className={`grid size-10 flex-none place-items-center rounded-full ${ended_at === null ? 'bg-accent-tint text-accent' : 'bg-sunken text-soft'}`}
      >
        <Icon name="device" />
      </span>
      <div className="min-w-48 flex-1">
        <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-base">
          {device ?? t('security.unknown_device')}
          {current && <span className="badge badge-good">{t('security.this_device')}</span>}
          {ended_at !== null && <span className="badge">{t('security.ended')}</span>}
        </h3>
        <p className="text-sm text-soft">
          {t('security.signed_in')} <Instant at={signed_in_at} />
          {ip !== null && ` · ${ip}`}
        </p>
        <p className="text-sm text-soft">
          {t(ended_at === null ? 'security.last_activity' : 'security.ended_at')}{' '}
          <Instant at={ended_at ?? last_activity} />
        </p>
      </div>
      {ended_at === null && !current && <End session={session} />}
    </li>
  )
}

function End({ session: { id, device } }: { session: Session }) {
  const t = useT()
  const [params] = useSearchParams()
  const name = device ?? t('security.unknown_device')
  return (
    <Post name={`devices.end_session.${id}`}>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="page" value={pageOf(params)} />
      <Submit
        busy={useBusy('end_session')}
        name="deed"
        value="end_session"
        aria-label={t('security.end_of', { device: name })}
        className="btn-calm btn-small"
      >
        {t('security.end')}
      </Submit>
    </Post>
  )
}
