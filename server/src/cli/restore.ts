import { checkBackup, restoreBackup } from './backup/load.ts'
import { named, withDatabaseAsItIs } from './backup/open.ts'
import { command, say, UsageFault } from './command.ts'

/** `npm run restore -- shop.backup`: into an empty database, all of it or nothing. */
await command(async ([name, ...more]) => {
  if (name === undefined || more.length > 0)
    throw new UsageFault('Say which file to restore: npm run restore -- shop.backup')
  const file = named(name)
  // First, lest a new embedded database is made for a file that is no backup.
  await checkBackup(file)
  const done = await withDatabaseAsItIs(({ url, filesFolder }) => restoreBackup(url, filesFolder, file))
  say(`Restored ${done.rows} rows of ${done.tables} tables and ${done.files} files, as they were at ${done.made_at}.`)
  say(`Every table has the rows it had; the schema is that of migration ${done.version}.`)
})
