import type { Measured } from './drive.ts'
import type { Delays } from './facts.ts'

export type Row = { what: string; clients: number; ours: Measured; limit: Measured; delays?: Delays }

const columns = [
  'what',
  'clients',
  'ours /s',
  'limit /s',
  'ratio',
  'p50 ms',
  'p99 ms',
  'server µs',
  'database µs',
  'facts late: mean, 99 % under',
] as const

/** One table, in Markdown, every figure of ours beside the limit that was measured in the same run. */
export function printed(rows: Row[]): string {
  const cells = [columns.map(String), ...rows.map(cellsOf)]
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)))
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(cells[0] ?? []), rule, ...cells.slice(1).map(line)].join('\n')
}

function cellsOf({ what, clients, ours, limit, delays }: Row): string[] {
  return [
    what,
    String(clients),
    rate(ours.per_second),
    rate(limit.per_second),
    (ours.per_second / limit.per_second).toFixed(3),
    ours.p50_ms.toFixed(1),
    ours.p99_ms.toFixed(1),
    micro(ours.server_us),
    micro(ours.database_us),
    delays === undefined ? '' : `${Math.round(delays.mean_ms)}, ${Math.round(delays.p99_under_ms)} ms`,
  ]
}

const rate = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1))
const micro = (value: number | null) => (value === null ? 'unknown' : Math.round(value).toLocaleString('en'))

/** Answers that were not the good one: a figure with these beside it counts only what went well. */
export function oddities(rows: Row[]): string[] {
  return rows.flatMap(({ what, clients, ours }) =>
    Object.entries(ours.oddities).map(([status, count]) => `${what}, ${clients} clients: ${count} × ${status}`),
  )
}
