import { listMigrations } from '../kernel/migrate.ts'
import { command, say, withDatabase } from './command.ts'

/** `npm run migrate`: brings the schema up to date, which `npm start` does as well. */
await command(async () => {
  await withDatabase(async () => undefined)
  say(`The schema is up to date: ${listMigrations().length} migrations.`)
})
