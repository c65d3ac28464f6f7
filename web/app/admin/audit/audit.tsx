import { ApiError, type Client, type Problem } from '@mortar/contract'
import { useNavigation } from 'react-router'
import type { Route } from './+types/audit'
import { fieldErrors, sentenceOf } from '../../parts/failure.ts'
import { Filter } from '../../parts/filter.tsx'
import { usePath, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { ListCount } from '../../parts/list-count.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { page } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { TextField } from '../../ui/field.tsx'
import { listHead } from '../../ui/list-head.ts'
import { Said } from '../../ui/said.tsx'
import { auditActions } from './audit-actions.ts'
import { AuditCards, AuditTable } from './audit-entries.tsx'
import { auditFields, auditFilters, auditSearch, type AuditField, type AuditFilters } from './audit-query.ts'

type Log = Awaited<ReturnType<Client['list_audit_log']>>

/** A filter that the API cannot read is an answer to the form, not a page that is missing. */
export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }): Promise<{ filters: AuditFilters; log: Log | null; problem?: Problem }> => {
    const filters = auditFilters(url.searchParams)
    try {
      return { filters, log: await api.list_audit_log({ query: { ...filters, page: pageOf(url.searchParams) } }) }
    } catch (error) {
      if (error instanceof ApiError && error.status === 400) return { filters, log: null, problem: error.problem }
      throw error
    }
  })

export default function AuditLog({ loaderData: { filters, log, problem } }: Route.ComponentProps) {
  const t = useT()
  return (
    <>
      <Title>{t('admin.audit')}</Title>
      <h1>{t('admin.audit')}</h1>
      <p className="mt-1 mb-4 text-soft">{t('admin.audit_text')}</p>
      <Filters filters={filters} problem={problem} />
      {log !== null && <Entries log={log} filters={filters} />}
    </>
  )
}

function Filters({ filters, problem }: { filters: AuditFilters; problem: Problem | undefined }) {
  const t = useT()
  const isReady = useNavigation().state === 'idle'
  const errorOf = fieldErrors(t, problem)
  const field = (name: AuditField) => ({
    name,
    label: t(`admin.filter.${name}`),
    defaultValue: filters[name] ?? '',
    error: errorOf(name),
  })
  return (
    <Filter shows={auditSearch(filters)} className="card mb-5 grid grid-cols-2 items-start gap-3 p-4 lg:grid-cols-6">
      {problem !== undefined && (
        <Said answer={problem} isReady={isReady} tone="bad">
          {sentenceOf(t, problem)}
        </Said>
      )}
      <TextField {...field('actor')} maxLength={32} className="col-span-2" />
      <TextField
        {...field('action')}
        hint={t('admin.filter.action_hint')}
        list="actions"
        maxLength={60}
        className="col-span-2"
      />
      <Actions />
      <TextField {...field('target')} hint={t('admin.filter.target_hint')} maxLength={160} className="col-span-2" />
      <TextField {...field('from')} type="date" className="lg:col-span-3" />
      <TextField {...field('to')} type="date" className="lg:col-span-3" />
      <div className="col-span-full flex flex-wrap gap-3">
        <button type="submit" className="btn btn-calm max-sm:flex-1 sm:min-w-40">
          {t('pages.apply')}
        </button>
        {auditFields.some((name) => filters[name] !== undefined) && (
          <A to="/admin/audit" className="btn btn-calm">
            {t('admin.filter.clear')}
          </A>
        )}
      </div>
    </Filter>
  )
}

/** Offered while an action is typed; any other may be asked for as well. */
function Actions() {
  const t = useT()
  return (
    <datalist id="actions">
      {auditActions.map((action) => (
        <option key={action} value={action}>
          {t(`admin.action.${action}`)}
        </option>
      ))}
    </datalist>
  )
}

function Entries({ log, filters }: { log: Log; filters: AuditFilters }) {
  const t = useT()
  const path = usePath()
  if (log.results.length === 0) {
    return (
      <>
        <ListCount list={log} />
        <Empty icon="list" title={t('admin.no_entries')} text={t('admin.no_entries_text')} />
      </>
    )
  }
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <output {...listHead} className="text-soft">
          {t(log.count_capped === true ? 'admin.entry_many' : 'admin.entry_count', { count: log.count })}
        </output>
        <a href={path('/admin/audit/export') + auditSearch(filters)} className="btn btn-calm btn-small">
          {t('admin.download')}
        </a>
      </div>
      <AuditTable entries={log.results} />
      <AuditCards entries={log.results} />
      <ListPages list={log} />
    </>
  )
}
