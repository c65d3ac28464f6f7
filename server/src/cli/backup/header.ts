import { z } from 'zod'
import { Damage, FIRST_FORMAT, FORMAT, isFileName, type Footer, type Header } from './format.ts'
import { refuseOtherSchema } from './schema.ts'
import type { Source } from './source.ts'

/**
 * What a file says of itself is believed of nobody: it may have been made to write elsewhere, or to be shown on a terminal.
 * Names of tables, columns and sequences are compared with those of the schema before they stand in any statement.
 */
const name = z.string().regex(/^[\w.-]{1,200}$/)

const fileName = z.string().refine(isFileName)

const header = z.strictObject({
  format: z.enum([FORMAT, FIRST_FORMAT]),
  made_at: z.iso.datetime(),
  migrations: z.array(z.strictObject({ version: z.int().min(1), name, checksum: name })),
  tables: z.array(z.strictObject({ schema: name, name, columns: z.array(name) })),
  sequences: z.array(z.strictObject({ schema: name, name, value: z.string().regex(/^\d{1,19}$/) })),
  files: z.array(fileName).optional(),
})

const footer = z.strictObject({ rows: z.array(z.int().min(0)) })

export async function readHeader(source: Source): Promise<Header> {
  const line = await source.line()
  const { format } = (line ?? {}) as Partial<Header>
  if (format !== FORMAT && format !== FIRST_FORMAT) throw new Damage('it is no backup of this kind')
  const { data } = header.safeParse(line)
  if (data === undefined) throw new Damage('what it says of itself makes no sense')
  refuseOtherSchema(data)
  return data
}

/** The name of each file, whose body is to be read before the next; at the end what follows them all. */
export async function* readNames(source: Source, { files }: Header): AsyncGenerator<string, Footer> {
  if (files) yield* files
  for (;;) {
    const line = await source.line()
    const ends = footer.safeParse(line)
    if (ends.success) return ends.data
    const { data } = fileName.safeParse(line)
    if (data === undefined || files) throw new Damage('what it says of its files makes no sense')
    yield data
  }
}
