import type { ColumnType } from 'kysely'

/** Read as RFC 3339 text in UTC, written as a Date or as such text. */
export type Instant = ColumnType<string, Date | string, Date | string>

/** The day of an instant in UTC, as dates are written and compared. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}
