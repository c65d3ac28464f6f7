import { UsageFault } from '../command.ts'

/**
 * A backup is one gzip file. Unzipped: a line of JSON that says what follows, the body of each table in COPY's text format,
 * a line with the name and then the body of each file, and a line of JSON with the counts. A body is chunks, each after a
 * line with its length; a length of 0 ends it. The first kind, which is still read, named all files in its first line.
 */
export const FORMAT = 'mortar-backup-2'
export const FIRST_FORMAT = 'mortar-backup-1'

export type Header = {
  format: typeof FORMAT | typeof FIRST_FORMAT
  made_at: string
  migrations: Applied[]
  /** In the order of their bodies: what is referred to comes first. */
  tables: Table[]
  /** The last value each has given out. */
  sequences: { schema: string; name: string; value: string }[]
  /** In the first kind: paths in the files folder, in the order of their bodies. */
  files?: string[] | undefined
}

/** Rows by table, in the order of the header. Its presence says that the backup is whole. */
export type Footer = { rows: number[] }

export type Applied = { version: number; name: string; checksum: string }

export type Table = { schema: string; name: string; columns: string[] }

/** What is wrong with a file that was to be restored, as the end of a sentence. */
export class Damage extends Error {
  override name = 'Damage'
}

/** A wish that cannot be followed: one sentence for whoever asked. */
export class BackupFault extends UsageFault {
  override name = 'BackupFault'
}

export function titleOf({ schema, name }: Table): string {
  return `${schema}.${name}`
}

export function quoted(...names: string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')
}

/** What both COPY statements name: generated columns are left out, for the database computes them again. */
export function copyTarget({ schema, name, columns }: Table): string {
  return `${quoted(schema, name)} (${columns.map((column) => quoted(column)).join(', ')})`
}

/** Relative, with slashes, going down only; nothing that a file system or a terminal would read otherwise. */
export function isFileName(name: string): boolean {
  if (name.length > 1024 || /[\p{Cc}\\]/u.test(name)) return false
  return name.split('/').every((part) => !['', '.', '..'].includes(part) && Buffer.byteLength(part) <= 255)
}
