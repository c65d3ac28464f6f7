import type { AdminUser, AuditEntry } from '@mortar/contract'
import type { Route } from './+types/person'
import { Answer } from '../../parts/answer.tsx'
import { Instant } from '../../parts/dates.tsx'
import { done } from '../../parts/done.ts'
import { choiceOf } from '../../parts/choice.server.ts'
import { maybeText } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { act, beside, page, type Web } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Icon } from '../../ui/icon.tsx'
import { AuditCards, AuditTable } from '../audit/audit-entries.tsx'
import { Fact } from '../fact.tsx'
import { PersonStateBadge, RoleBadges, useWorkText } from './person-badges.tsx'
import { PersonDeeds, useDeedsFor } from './person-deeds.tsx'

const entries_shown = 10

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => {
    const { username } = args.params
    const user = await api.get_user({ params: { username } })
    // By the name as it is written: an address may write it otherwise.
    const target = `user:${user.username}`
    const entries = await beside(api.list_audit_log({ query: { target, page_size: entries_shown } }))
    return { user, entries: entries?.results ?? null }
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const { name } = await perform(web, form, args.params.username)
    return done(form, `admin.done.${choiceOf(form, 'deed', deeds)}`, { name })
  })

const deeds = ['block', 'unblock', 'reset_factor', 'make_admin', 'make_customer'] as const

function perform({ api }: Web, form: FormData, username: string): Promise<AdminUser> {
  const params = { username }
  const deed = choiceOf(form, 'deed', deeds)
  if (deed === 'block') return api.block_user({ params, body: { reason: maybeText(form, 'reason') } })
  if (deed === 'unblock') return api.unblock_user({ params, body: { reason: maybeText(form, 'reason') } })
  if (deed === 'reset_factor') return api.reset_second_factor({ params, body: { reason: maybeText(form, 'reason') } })
  return api.update_user({ params, body: { role: deed === 'make_admin' ? 'admin' : 'customer' } })
}

export default function Person({ loaderData: { user, entries } }: Route.ComponentProps) {
  const t = useT()
  const { name } = user
  return (
    <>
      <Title>{name}</Title>
      <A to="/admin/people" className="link">
        <Icon name="back" className="mr-1" />
        {t('admin.all_people')}
      </A>
      <header className="mt-2 mb-5 flex flex-wrap items-center gap-3">
        <h1>{name}</h1>
        <RoleBadges {...user} />
        <PersonStateBadge state={user.state} />
      </header>
      <div className="mb-4 empty:hidden">
        <Answer unless={useDeedsFor(user)} words="admin.refused" />
      </div>
      <section className="card pad space-y-5" aria-label={name}>
        <Facts user={user} />
        <PersonDeeds user={user} />
      </section>
      <Entries user={user} entries={entries} />
    </>
  )
}

function Facts({ user }: { user: AdminUser }) {
  const t = useT()
  const workText = useWorkText()
  return (
    <dl className="grid gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
      <Fact label={t('admin.username')}>
        <span className="font-mono">{user.username}</span>
      </Fact>
      <Fact label={t('admin.email')}>{user.state === 'deleted' ? t('admin.none') : user.email}</Fact>
      <Fact label={t('address.phone')}>{user.phone ?? t('admin.none')}</Fact>
      {user.grants.map(
        (grant) =>
          grant.shop !== null && (
            <Fact key={grant.shop.slug} label={t('console.shop')}>
              <A to={`/admin/shops?q=${encodeURIComponent(grant.shop.name)}`} className="link">
                {workText(grant)}
              </A>
            </Fact>
          ),
      )}
      <Fact label={t('admin.language')}>{t(`admin.language.${user.language}`)}</Fact>
      <Fact label={t('admin.factor')}>{t(user.second_factor ? 'admin.factor.on' : 'admin.factor.off')}</Fact>
      <Fact label={t('admin.joined')}>
        <Instant at={user.joined_at} />
      </Fact>
      <Fact label={t('admin.last_activity')}>
        {user.last_activity === null ? t('admin.never') : <Instant at={user.last_activity} />}
      </Fact>
      {user.state === 'blocked' && (
        <Fact label={t('admin.blocked_reason')}>{user.blocked_reason ?? t('admin.none')}</Fact>
      )}
    </dl>
  )
}

/** Null: they could not be read, which is not to say that there are none. */
function Entries({ user, entries }: { user: AdminUser; entries: AuditEntry[] | null }) {
  const t = useT()
  return (
    <section className="mt-8" aria-labelledby="entries">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="entries">{t('admin.entries')}</h2>
        <p className="flex flex-wrap gap-x-4">
          <A to={`/admin/audit?target=${encodeURIComponent(`user:${user.username}`)}`} className="link">
            {t('admin.entries_about')}
          </A>
          <A to={`/admin/audit?actor=${encodeURIComponent(user.username)}`} className="link">
            {t('admin.entries_by')}
          </A>
        </p>
      </div>
      {entries === null || entries.length === 0 ? (
        <p className="card pad flex items-center gap-3 text-soft">
          <Icon name="list" /> {t(entries === null ? 'admin.entries_unread' : 'admin.no_entries')}
        </p>
      ) : (
        <>
          <AuditTable entries={entries} />
          <AuditCards entries={entries} />
        </>
      )}
    </section>
  )
}
