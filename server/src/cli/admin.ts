import { openDatabase, transact } from '../kernel/database.ts'
import { makePasswords } from '../kernel/passwords.ts'
import { ensureAdmin } from '../modules/people/index.ts'

/** Creates the first admin from the environment; a platform that has one keeps it. */
export async function createAdmin(
  url: string,
  admin: { email: string; password: string },
  say: (line: string) => void,
): Promise<void> {
  const database = openDatabase({ url, size: 1, onError: () => undefined })
  try {
    const password_hash = await makePasswords().hash(admin.password)
    const user = { email: admin.email, username: 'admin', name: 'Administrator', password_hash }
    if (await transact(database.tx, (tx) => ensureAdmin(tx, user, new Date())))
      say(`Created the first admin, ${admin.email}.`)
  } finally {
    await database.close()
  }
}
