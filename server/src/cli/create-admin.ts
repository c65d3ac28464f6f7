import { readConfig } from '../kernel/config.ts'
import { checkAdmin, createAdmin } from './admin.ts'
import { command, say, UsageFault, withDatabase } from './command.ts'

/** `npm run create-admin`: makes the first admin from the environment, so that no password stands in a shell's history. */
await command(async () => {
  const { admin } = readConfig(process.env)
  if (admin === undefined) throw new UsageFault('Set MORTAR_ADMIN_EMAIL and MORTAR_ADMIN_PASSWORD.')
  checkAdmin(admin)
  await withDatabase(async ({ url }) => {
    let created = false
    await createAdmin(url, admin, (line) => {
      created = true
      say(line)
    })
    if (!created) throw new UsageFault('There is an admin already; nothing was changed.')
  })
})
