import { ladder } from '../app.ts'
import { command, say, UsageFault, withConnection, withDatabase } from './command.ts'
import { readFixtureFile } from './fixtures/files.ts'
import { loadFixture } from './fixtures/load.ts'

/** `npm run loaddata -- medicines_fixture.json`: loads a fixture, all of it or nothing. */
await command(async ([name, ...more]) => {
  if (name === undefined || more.length > 0)
    throw new UsageFault('Say which file: npm run loaddata -- medicines_fixture.json')
  const text = await readFixtureFile(name, undefined, process.env['INIT_CWD'])
  const loaded = await withDatabase(({ url }) => withConnection(url, (db) => loadFixture(db, text, ladder)))
  for (const { model, entries, changed } of loaded)
    say(`${model}: ${entries} loaded, ${changed} of them new or changed.`)
  if (loaded.length === 0) say('The fixture is empty.')
})
