import { ConfigError } from '../kernel/config.ts'
import { openDatabase, transact } from '../kernel/database.ts'
import { makePasswords } from '../kernel/passwords.ts'
import { ensureAdmin, weaknessOf } from '../modules/people/index.ts'
import { demoPassword } from './demo/towns.ts'

type Named = { email: string; password: string }
const self = { username: 'admin', name: 'Administrator' }

/** The first admin's password is judged like anybody's, and is not the one that everybody knows. */
export function checkAdmin({ email, password }: Named): void {
  if (password === demoPassword)
    throw new ConfigError('MORTAR_ADMIN_PASSWORD is the password of the demo, which everybody knows: choose another.')
  const weakness = weaknessOf(password, { ...self, email })
  if (weakness) throw new ConfigError(`MORTAR_ADMIN_PASSWORD ${weakness.message}: choose another.`)
}

/** Creates the first admin from the environment; a platform that has one keeps it. */
export async function createAdmin(url: string, admin: Named, say: (line: string) => void): Promise<void> {
  const database = openDatabase({ url, size: 1, onError: () => undefined })
  try {
    const password_hash = await makePasswords().hash(admin.password)
    const user = { ...self, email: admin.email, password_hash }
    if (await transact(database.tx, (tx) => ensureAdmin(tx, user, new Date())))
      say(`Created the first admin, ${admin.email}.`)
  } finally {
    await database.close()
  }
}
