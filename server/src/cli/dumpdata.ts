import path from 'node:path'
import { ladder } from '../app.ts'
import { dayOf } from '../kernel/instant.ts'
import { command, say, UsageFault, withConnection, withDatabase } from './command.ts'
import { dumpFixture } from './fixtures/dump.ts'
import { dumpFile, writeWhole } from './fixtures/files.ts'

/** `npm run dumpdata -- medicines`: writes `fixtures/medicines_YYYY-MM-DD.json`; several models go into one file. */
await command(async (names) => {
  if (names.length === 0) throw new UsageFault('Say which models: npm run dumpdata -- medicines')
  const file = dumpFile(names, dayOf(new Date()))
  const dump = (db: Parameters<typeof dumpFixture>[0]) =>
    writeWhole(file, (write) => dumpFixture(db, names, ladder, write))
  const dumped = await withDatabase(({ url }) => withConnection(url, dump))
  for (const { model, entries } of dumped) say(`${model}: ${entries} written.`)
  say(path.relative(process.cwd(), file))
})
