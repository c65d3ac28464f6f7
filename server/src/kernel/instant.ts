import type { ColumnType } from 'kysely'

/** Read as RFC 3339 text in UTC, written as a Date or as such text. */
export type Instant = ColumnType<string, Date | string, Date | string>
