import type { Route } from './+types/active'
import { Instant } from '../../parts/dates.tsx'
import { Filter } from '../../parts/filter.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { page } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { listHead } from '../../ui/list-head.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { agoText } from './ago.ts'
import { Fact } from '../fact.tsx'
import { RoleBadge } from './person-badges.tsx'
import { roleNamed, roles } from './roles.ts'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url: { searchParams } }) => {
    const type = roleNamed(searchParams.get('type'))
    const number = pageOf(searchParams)
    const sessions = await api.active_users({ query: { type, page: number } })
    return { type, number, sessions, now: new Date().toISOString() }
  })

export default function Active({ loaderData: { type, number, sessions, now } }: Route.ComponentProps) {
  const t = useT()
  const tabs = roles.map((role) => ({ to: `?type=${role}`, label: t(`admin.roles.${role}`), current: role === type }))
  return (
    <>
      <Title>{t('admin.active')}</Title>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <div>
          <h1>{t('admin.active')}</h1>
          <p {...listHead} className="mt-1 text-soft">
            {t('admin.active_count', { count: sessions.count })} · {t('admin.as_of')} <Instant at={now} />
          </p>
        </div>
        <Filter>
          {type !== undefined && <input type="hidden" name="type" value={type} />}
          {number > 1 && <input type="hidden" name="page" value={number} />}
          <button type="submit" className="btn btn-calm btn-small">
            {t('admin.refresh')}
          </button>
        </Filter>
      </div>
      <Tabs
        label={t('admin.active_filter')}
        tabs={[{ to: '?', label: t('admin.everyone'), current: type === undefined }, ...tabs]}
      />
      {sessions.results.length === 0 ? (
        <Empty icon="user" title={t('admin.none_active')} text={t('admin.none_active_text')} />
      ) : (
        <ul className="space-y-3">
          {sessions.results.map((session) => (
            <Row key={`${session.user.username} ${session.signed_in_at}`} session={session} now={now} />
          ))}
        </ul>
      )}
      <ListPages list={sessions} />
    </>
  )
}

type Session = Route.ComponentProps['loaderData']['sessions']['results'][number]

function Row({ session: { user, last_activity, signed_in_at, device, ip }, now }: { session: Session; now: string }) {
  const t = useT()
  return (
    <li className="card relative grid items-start gap-x-6 gap-y-3 p-4 hover:border-edge md:grid-cols-2 xl:grid-cols-[1fr_2fr]">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="text-base">
            <A to={`/admin/people/${user.username}`} className="after:absolute after:inset-0 after:rounded-2xl">
              {user.name}
            </A>
          </h2>
          <RoleBadge role={user.role} />
        </div>
        <p className="mt-1 font-mono text-sm wrap-anywhere text-soft">{user.username}</p>
      </div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 text-sm xl:grid-cols-4">
        <Fact label={t('admin.last_activity')}>
          {agoText(t, last_activity, now)}
          <span className="block text-soft">
            <Instant at={last_activity} />
          </span>
        </Fact>
        <Fact label={t('admin.signed_in')}>
          <Instant at={signed_in_at} />
        </Fact>
        <Fact label={t('admin.device')}>{device ?? t('admin.unknown')}</Fact>
        <Fact label={t('admin.address_ip')}>
          <span className="font-mono">{ip ?? t('admin.unknown')}</span>
        </Fact>
      </dl>
    </li>
  )
}
