import type { AuditEntry } from '@mortar/contract'
import type { ReactNode } from 'react'
import { Instant } from '../../parts/dates.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { changesOf, type Change, type Value } from './changes.ts'

const cell = 'px-3 py-3 align-top wrap-anywhere'
/** Entries have no name of their own; the page they stand on does not change while it is shown. */
const keyOf = ({ at, action, target }: AuditEntry, place: number) => `${at} ${action} ${target} ${place}`

/** The log on a screen that is wide enough for a table. */
export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const t = useT()
  return (
    <div className="card px-1 max-lg:hidden">
      <table className="w-full text-left text-sm">
        <thead className="border-b border-line text-soft">
          <tr>
            <th className={`${cell} w-40`}>{t('admin.column.when')}</th>
            <th className={`${cell} w-40`}>{t('admin.column.who')}</th>
            <th className={`${cell} w-56`}>{t('admin.column.what')}</th>
            <th className={cell}>{t('admin.column.change')}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {entries.map((entry, place) => (
            <tr key={keyOf(entry, place)}>
              <td className={cell}>
                <Instant at={entry.at} />
              </td>
              <td className={cell}>
                <Who entry={entry} />
              </td>
              <td className={cell}>
                <What entry={entry} />
              </td>
              <td className={cell}>
                <Changes entry={entry} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The same on a narrow one. */
export function AuditCards({ entries }: { entries: AuditEntry[] }) {
  const t = useT()
  return (
    <ul className="space-y-3 lg:hidden">
      {entries.map((entry, place) => (
        <li key={keyOf(entry, place)} className="card space-y-2 p-4">
          <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
            <What entry={entry} />
            <span className="text-sm text-soft">
              <Instant at={entry.at} />
            </span>
          </div>
          <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
            {entry.actor !== null && <span className="text-soft">{t('admin.by')}</span>}
            <Who entry={entry} />
          </p>
          <Changes entry={entry} />
        </li>
      ))}
    </ul>
  )
}

function Who({ entry: { actor, ip } }: { entry: AuditEntry }) {
  const t = useT()
  return (
    <>
      {actor === null ? (
        // What comes from nowhere was done by the platform itself.
        <span className="text-soft">{t(ip === null ? 'admin.system' : 'admin.nobody')}</span>
      ) : (
        <A to={`/admin/people/${actor}`} className="link font-mono">
          {actor}
        </A>
      )}
      {ip !== null && <span className="block font-mono text-soft">{ip}</span>}
    </>
  )
}

function What({ entry: { action, target } }: { entry: AuditEntry }) {
  const words = useT().maybe(`admin.action.${action}`)
  return (
    <div className="min-w-0">
      <p className={words === null ? 'font-mono' : 'font-semibold'}>{words ?? action}</p>
      <Target target={target} />
    </div>
  )
}

function Target({ target }: { target: string }) {
  const [kind, ...rest] = target.split(':')
  const name = rest.join(':')
  const text = <span className="font-mono text-sm wrap-anywhere">{target}</span>
  const link = (to: string): ReactNode => (
    <A to={to} className="link">
      {text}
    </A>
  )
  if (name === '') return text
  if (kind === 'user') return link(`/admin/people/${encodeURIComponent(name)}`)
  if (kind === 'shop') return link(`/admin/shops?q=${encodeURIComponent(name)}`)
  return text
}

/** The changed fields in words; what was written down, letter for letter, one click away. */
function Changes({ entry: { before, after } }: { entry: AuditEntry }) {
  const t = useT()
  const changes = changesOf(before, after)
  if (before === null && after === null) return null
  return (
    <div className="text-sm">
      {changes.length === 0 && before !== null && <p className="text-soft">{t('admin.no_change')}</p>}
      <ul className="space-y-1">
        {changes.map((change) => (
          <li key={change.field}>
            <ChangeText change={change} />
          </li>
        ))}
      </ul>
      <details className="mt-1">
        <summary className="text-soft">{t('admin.raw')}</summary>
        <pre className="mt-1 rounded-lg bg-sunken p-3 font-mono whitespace-pre-wrap wrap-anywhere">
          {JSON.stringify({ before, after }, null, 2)}
        </pre>
      </details>
    </div>
  )
}

function ChangeText({ change: { field, before, after } }: { change: Change }) {
  const t = useT()
  const said = (value: Value | null) => {
    if (value === null || value === '') return '–'
    if (typeof value === 'boolean') return t(value ? 'admin.yes' : 'admin.no')
    return String(value)
  }
  return (
    <>
      {field !== '' && <span className="text-soft">{field}: </span>}
      {before !== null && (
        <>
          <del className="decoration-edge">{said(before)}</del> <span aria-hidden="true">→</span>
          <span className="sr-only">{t('admin.becomes')}</span>{' '}
        </>
      )}
      <ins className="font-medium no-underline">{said(after)}</ins>
    </>
  )
}
