import type { AdminUser } from '@mortar/contract'
import { useSearchParams } from 'react-router'
import type { Route } from './+types/people'
import { Instant } from '../../parts/dates.tsx'
import { Filter } from '../../parts/filter.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { page } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { listHead } from '../../ui/list-head.ts'
import { PersonStateBadge, RoleBadges, useWorkText } from './person-badges.tsx'
import { personStates, roleNamed, roles } from './roles.ts'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url: { searchParams } }) => {
    const q = searchParams.get('q')?.trim().slice(0, 120) || undefined
    const role = roleNamed(searchParams.get('role'))
    const state = personStates.find((one) => one === searchParams.get('state'))
    return { people: await api.list_users({ query: { q, role, state, page: pageOf(searchParams) } }) }
  })

export default function People({ loaderData: { people } }: Route.ComponentProps) {
  const t = useT()
  return (
    <>
      <Title>{t('admin.people')}</Title>
      <h1>{t('admin.people')}</h1>
      <output {...listHead} className="mt-1 mb-4 block text-soft">
        {t(people.count_capped === true ? 'admin.people_many' : 'admin.people_count', { count: people.count })}
      </output>
      <Find />
      {people.results.length === 0 ? (
        <Empty icon="user" title={t('admin.no_people')} text={t('admin.no_people_text')}>
          <A to="/admin/people" className="btn btn-calm">
            {t('admin.everyone')}
          </A>
        </Empty>
      ) : (
        <ul className="space-y-3">
          {people.results.map((user) => (
            <Row key={user.username} user={user} />
          ))}
        </ul>
      )}
      <ListPages list={people} />
    </>
  )
}

function Find() {
  const t = useT()
  const [params] = useSearchParams()
  return (
    <Filter
      shows={params.toString()}
      className="card mb-5 grid grid-cols-2 items-end gap-3 p-4 md:grid-cols-[1fr_11rem_11rem_auto]"
    >
      <TextField
        label={t('admin.find_person')}
        name="q"
        type="search"
        defaultValue={params.get('q') ?? ''}
        maxLength={120}
        className="col-span-2 md:col-span-1"
      />
      <SelectField label={t('admin.role')} name="role" defaultValue={params.get('role') ?? ''}>
        <option value="">{t('pages.any')}</option>
        {roles.map((role) => (
          <option key={role} value={role}>
            {t(`admin.role.${role}`)}
          </option>
        ))}
      </SelectField>
      <SelectField label={t('admin.state')} name="state" defaultValue={params.get('state') ?? ''}>
        <option value="">{t('pages.any')}</option>
        {personStates.map((state) => (
          <option key={state} value={state}>
            {t(`admin.person.${state}`)}
          </option>
        ))}
      </SelectField>
      <button type="submit" className="btn btn-calm col-span-2 md:col-span-1">
        {t('pages.apply')}
      </button>
    </Filter>
  )
}

function Row({ user }: { user: AdminUser }) {
  const t = useT()
  const workText = useWorkText()
  return (
    <li className="card relative grid items-start gap-x-6 gap-y-2 p-4 hover:border-edge md:grid-cols-[1fr_17rem]">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="text-base">
            <A to={`/admin/people/${user.username}`} className="after:absolute after:inset-0 after:rounded-2xl">
              {user.name}
            </A>
          </h2>
          <RoleBadges {...user} />
          <PersonStateBadge state={user.state} />
        </div>
        <p className="mt-1 text-sm wrap-anywhere text-soft">
          <span className="font-mono">{user.username}</span>
          {user.state !== 'deleted' && ` · ${user.email}`}
        </p>
        {user.grants.map((grant) => (
          <p key={grant.shop?.slug ?? grant.role} className="mt-1 text-sm empty:hidden">
            {workText(grant)}
          </p>
        ))}
      </div>
      <dl className="space-y-0.5 text-sm">
        <Line label={t('admin.last_activity')}>
          {user.last_activity === null ? t('admin.never') : <Instant at={user.last_activity} />}
        </Line>
        <Line label={t('admin.joined')}>
          <Instant at={user.joined_at} />
        </Line>
        <Line label={t('admin.factor')}>{t(user.second_factor ? 'admin.factor.on' : 'admin.factor.off')}</Line>
      </dl>
    </li>
  )
}

function Line({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-3">
      <dt className="text-soft">{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
