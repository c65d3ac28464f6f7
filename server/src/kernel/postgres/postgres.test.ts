import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { startPostgres } from './index.ts'
import { postmasterOf } from './processes.ts'
import { aFolder, aTenant, ask } from './tenants.ts'

// One cluster for the whole file, and each test leaves it stopped: the tests tell the story of a data folder.
const home = aFolder()
const folder = join(home, 'data/postgres')
const cluster = join(folder, 'cluster')
const start = (more: object = {}) => startPostgres({ folder, durable: false, log: () => undefined, ...more })
const isUp = () => postmasterOf(cluster) !== null
const gone = () => (isUp() ? Promise.reject(new Error('still up')) : Promise.resolve(true))

const PROMISED = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  data_checksums: 'on',
  jit: 'off',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  server_encoding: 'UTF8',
  password_encryption: 'scram-sha-256',
}

afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('the embedded PostgreSQL', () => {
  test('two processes that start at once on an empty folder share one cluster, and the last one out stops it', async () => {
    const [one, other] = await Promise.all([aTenant(folder), aTenant(folder)])
    expect(other.url).toBe(one.url)
    await ask(one.url, 'create table kept (word text)')
    await ask(other.url, `insert into kept values ('yes')`)
    await one.tell('stop')
    expect(isUp()).toBe(true)
    expect(await ask(other.url, 'select word from kept')).toEqual({ word: 'yes' })
    await other.tell('stop')
    expect(isUp()).toBe(false)
  })

  test('a second start finds the data at the same address', async () => {
    const first = await start()
    await first.stop()
    const second = await start()
    expect(second.url).toBe(first.url)
    expect(await ask(second.url, 'select word from kept')).toEqual({ word: 'yes' })
    await second.stop()
    await second.stop()
    expect(isUp()).toBe(false)
  })

  test('it is durable, checked, and sorts by code point, unless told otherwise', async () => {
    const postgres = await start({ durable: true, settings: { work_mem: '9MB' } })
    const settings = await ask<Record<string, string>>(
      postgres.url,
      `select json_object_agg(name, setting) as all from pg_settings`,
    )
    expect(settings['all']).toMatchObject({ ...PROMISED, work_mem: '9216' })
    expect(
      await ask(postgres.url, 'select datlocprovider, datlocale from pg_database where datname = current_database()'),
    ).toEqual({
      datlocprovider: 'b',
      datlocale: 'C.UTF-8',
    })
    await postgres.stop()
    const fleeting = await start()
    expect(await ask(fleeting.url, 'show fsync')).toEqual({ fsync: 'off' })
    await fleeting.stop()
  })

  test('nobody gets in without the password, which only we can read', async () => {
    const postgres = await start()
    const forged = new URL(postgres.url)
    forged.password = 'guessed'
    await expect(ask(forged.href, 'select 1')).rejects.toThrow('password authentication failed')
    await postgres.stop()
    expect(statSync(join(folder, 'connection.json')).mode & 0o777).toBe(0o600)
    expect(statSync(cluster).mode & 0o777).toBe(0o700)
  })

  test('a stale postmaster.pid does not stop it, even when its number now belongs to another process', async () => {
    const { uid, gid } = statSync(cluster)
    const other = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {})
    const stale = [other.pid, cluster, 1_700_000_000, 5432, '', '127.0.0.1', '  1 2', 'ready   ', '']
    writeFileSync(join(cluster, 'postmaster.pid'), stale.join('\n'))
    const postgres = await start()
    expect(await ask(postgres.url, 'select word from kept')).toEqual({ word: 'yes' })
    expect(other.exitCode).toBeNull()
    await postgres.stop()
    other.kill()
  })

  test('the program has a role of its own, also in a cluster of before it had one', async () => {
    const first = await start()
    expect(await ask(first.programUrl, 'select current_user')).toEqual({ current_user: 'mortar_app' })
    const mighty = `select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls as mighty from pg_roles where rolname = current_user`
    expect(await ask(first.programUrl, mighty)).toEqual({ mighty: false })
    await ask(first.url, 'drop role mortar_app')
    await first.stop()
    const file = join(folder, 'connection.json')
    const { program_password, ...before } = JSON.parse(readFileSync(file, 'utf8')) as { program_password: string }
    expect(program_password).toHaveLength(32)
    writeFileSync(file, JSON.stringify(before))
    const second = await start()
    expect(await ask(second.programUrl, 'select current_user')).toEqual({ current_user: 'mortar_app' })
    await second.stop()
  })

  test('a postmaster.pid that a full disk left empty does not stop it', async () => {
    writeFileSync(join(cluster, 'postmaster.pid'), '')
    const postgres = await start()
    expect(await ask(postgres.url, 'select word from kept')).toEqual({ word: 'yes' })
    await postgres.stop()
  })

  test('a start that was killed while it made its database leaves nothing that the next would take for one', async () => {
    const other = join(home, 'cut-short/postgres')
    const child = fork(join(import.meta.dirname, 'tenant.fixture.ts'), [join(import.meta.dirname, 'index.ts'), other], {
      execArgv: [],
    })
    const exit = once(child, 'exit')
    const drafts = () => (existsSync(other) ? readdirSync(other).filter((name) => name.includes('.new')) : [])
    await expect
      .poll(() => drafts().some((name) => existsSync(join(other, name, 'PG_VERSION'))), {
        interval: 5,
        timeout: 20_000,
      })
      .toBe(true)
    child.kill('SIGKILL')
    await exit
    const postgres = await startPostgres({ folder: other, durable: false, log: () => undefined })
    expect(await ask(postgres.url, 'select 1 as one')).toEqual({ one: 1 })
    expect(drafts()).toEqual([])
    await postgres.stop()
  })

  test('a server whose process was killed is found again, running', async () => {
    const tenant = await aTenant(folder)
    await tenant.kill()
    const orphan = postmasterOf(cluster)
    expect(orphan).not.toBeNull()
    const postgres = await start()
    expect(postmasterOf(cluster)?.pid).toBe(orphan?.pid)
    expect(postgres.url).toBe(tenant.url)
    await postgres.stop()
    expect(isUp()).toBe(false)
  })

  test('an orphan with other settings is started again with the wanted ones', async () => {
    const tenant = await aTenant(folder)
    await tenant.kill()
    const postgres = await start({ settings: { work_mem: '9MB' } })
    expect(await ask(postgres.url, 'show work_mem')).toEqual({ work_mem: '9MB' })
    await postgres.stop()
  })

  test('killed, it comes back at the same address for a pool that knows nothing of it, whoever is left to see to it', async () => {
    const starter = await aTenant(folder)
    const postgres = await start()
    const pool = new Pool({ connectionString: postgres.url, max: 2 })
    pool.on('error', () => undefined)
    await pool.query('select 1')
    await starter.kill()
    const before = postmasterOf(cluster)?.pid ?? 0
    process.kill(before, 'SIGKILL')
    expect(await eventually(() => pool.query('select word from kept'))).toMatchObject({ rows: [{ word: 'yes' }] })
    expect(postmasterOf(cluster)?.pid).not.toBe(before)
    await pool.end()
    await postgres.stop()
    expect(isUp()).toBe(false)
  })

  test('a process that ends without stopping takes the server with it', async () => {
    const tenant = await aTenant(folder)
    await tenant.tell('exit')
    expect(await eventually(gone)).toBe(true)
  })

  test.runIf(process.platform === 'linux')('Ctrl-C in our terminal does not reach it', async () => {
    const postgres = await start()
    expect(groupOf(postmasterOf(cluster)?.pid ?? 0)).not.toBe(groupOf(process.pid))
    await postgres.stop()
  })

  test('a port that somebody else took meanwhile is given up for another', async () => {
    const first = await start()
    await first.stop()
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
    const second = await start()
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port)
    await second.stop()
    squatter.close()
  })

  test('what cannot start says why', async () => {
    await expect(start({ settings: { shared_buffers: 'lots' } })).rejects.toThrow(/did not start: .*shared_buffers/)
    writeFileSync(join(cluster, 'PG_VERSION'), '12\n')
    await expect(start()).rejects.toThrow(/written by PostgreSQL 12, this Mortar comes with \d+/)
    rmSync(cluster, { recursive: true })
    await expect(start()).rejects.toThrow('cannot be found there')
    for (const text of ['', '{"cluster": "clus', '{"cluster": "cluster", "port": 1, "password": ""}', 'null', '[]']) {
      writeFileSync(join(folder, 'connection.json'), text)
      await expect(start()).rejects.toThrow(/^\S+connection\.json is damaged/)
    }
    rmSync(join(folder, 'connection.json'))
    mkdirSync(cluster)
    await expect(start()).rejects.toThrow('but not its connection.json')
  })
})

function groupOf(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2]
}

/** The first success within a generous time. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (tries === 200) throw error
      await sleep(100)
    }
  }
}
