import type { startPostgres } from './index.ts'

/**
 * A process of its own that uses the embedded PostgreSQL, for tests that let it live, die and be somebody else:
 * `tenant.fixture.ts <launcher> <folder> [uid:gid]`. It says `{ url }` or `{ error }`, and stops when told `stop`.
 */
const [launcher = '', folder = '', identity] = process.argv.slice(2)
if (identity) {
  const [uid, gid] = identity.split(':').map(Number)
  process.setgroups?.([])
  process.setgid?.(gid ?? 0)
  process.setuid?.(uid ?? 0)
}
const say = (message: object) => process.send?.(message)

try {
  const door = (await import(launcher)) as { startPostgres: typeof startPostgres }
  const postgres = await door.startPostgres({ folder, durable: false, log: () => undefined })
  process.on('message', (word) => {
    if (word === 'stop') void postgres.stop().then(() => process.disconnect?.())
    if (word === 'exit') process.exit(0)
  })
  say({ url: postgres.url })
} catch (error) {
  say({ error: (error as Error).message })
  process.disconnect?.()
}
