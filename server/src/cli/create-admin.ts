import { createAdmin } from './admin.ts'
import { command, say, UsageFault, withDatabase } from './command.ts'

/** `npm run create-admin`: makes the first admin from the environment, so that no password stands in a shell's history. */
await command(async () => {
  await withDatabase(async ({ url, config: { admin } }) => {
    if (admin === undefined) throw new UsageFault('Set MORTAR_ADMIN_EMAIL and MORTAR_ADMIN_PASSWORD.')
    let created = false
    await createAdmin(url, admin, (line) => {
      created = true
      say(line)
    })
    if (!created) throw new UsageFault('There is an admin already; nothing was changed.')
  })
})
