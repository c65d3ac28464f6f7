import { stat } from 'node:fs/promises'
import path from 'node:path'
import { makeBackup } from './backup/make.ts'
import { named, withDatabaseAsItIs } from './backup/open.ts'
import { command, say, UsageFault } from './command.ts'

/** `npm run backup -- shop.backup`: everything as it is at one moment, while people go on buying. */
await command(async ([name, ...more]) => {
  if (name === undefined || more.length > 0)
    throw new UsageFault('Say which file to write: npm run backup -- shop.backup')
  await withDatabaseAsItIs(async ({ url, config, filesFolder }) => {
    const { rows, tables, files, waitingJobs } = await makeBackup(url, filesFolder, named(name))
    const { size } = await stat(named(name))
    say(`${name}: ${rows} rows of ${tables} tables and ${files} files, in ${Math.ceil(size / 1024)} kB.`)
    const secret = config.secret === '' ? path.join(config.dataFolder, 'secret') : 'MORTAR_SECRET'
    say(`Not in it, on purpose: ${secret}. Keep it elsewhere: what was encrypted with it cannot be read without it.`)
    if (waitingJobs > 0)
      say(`Not in it: ${waitingJobs} waiting jobs, such as mails to be sent. Jobs that recur are made again.`)
  })
})
