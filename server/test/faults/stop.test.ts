import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ensureWebBuilt } from '../../../web/build.ts'
import { postmasterOf } from '../../src/kernel/postgres/processes.ts'
import { bareEnvironment } from '../harness/programs.ts'
import { quickFolder } from '../harness/quick.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const limit_ms = 240_000
let folder: string

beforeAll(async () => {
  await ensureWebBuilt({ log: () => undefined })
  folder = await mkdtemp(path.join(await quickFolder(), 'mortar-stop-'))
  // Where root starts the cluster, its account has to enter the folder; else it would live elsewhere and be left behind.
  await chmod(folder, 0o711)
}, limit_ms)
afterAll(() => rm(folder, { recursive: true, force: true }))

const children: ChildProcess[] = []
afterEach(async () => {
  // What a failed test left running.
  for (const child of children
    .splice(0)
    .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  }
})

/** The whole program with its own PostgreSQL, open. */
async function aStart() {
  const env = { ...bareEnvironment, MORTAR_DATA: folder, MORTAR_DEMO: '0', PORT: '0' }
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await expect.poll(() => said, { timeout: 60_000 }).toContain('Mortar is open')
  return child
}

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
  '%s ends the server and its PostgreSQL, with success',
  { timeout: limit_ms },
  async (signal) => {
    const child = await aStart()
    const cluster = path.join(folder, 'postgres/cluster')
    expect(postmasterOf(cluster)).not.toBeNull()
    const exited = once(child, 'exit')
    child.kill(signal)
    expect(await exited).toEqual([0, null])
    expect(postmasterOf(cluster)).toBeNull()
  },
)

test('while it runs it is nobody who could rewrite what happened', { timeout: limit_ms }, async () => {
  const child = await aStart()
  const { port, password } = JSON.parse(await readFile(path.join(folder, 'postgres/connection.json'), 'utf8')) as {
    port: number
    password: string
  }
  const client = new Client({ connectionString: `postgres://mortar:${password}@127.0.0.1:${port}/mortar` })
  await client.connect()
  const { rows } = await client.query<{ usename: string }>(
    `select distinct usename from pg_stat_activity where datname = 'mortar' and pid <> pg_backend_pid()`,
  )
  await client.end()
  expect(rows).toEqual([{ usename: 'mortar_app' }])
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
})

test('whose terminal has gone as well ends no less', { timeout: limit_ms }, async () => {
  const child = await aStart()
  const exited = once(child, 'exit')
  child.stdout.destroy()
  child.kill('SIGHUP')
  expect(await exited).toEqual([0, null])
  expect(postmasterOf(path.join(folder, 'postgres/cluster'))).toBeNull()
})

test('a command that is told to stop takes the PostgreSQL that it started with it', async () => {
  const command = `
    import { command, withDatabase } from ${JSON.stringify(new URL('../../src/cli/command.ts', import.meta.url).href)}
    await command(() => withDatabase(async () => { console.log('up'); await new Promise(() => setInterval(() => {}, 1000)) }))`
  const env = { ...bareEnvironment, MORTAR_DATA: folder }
  const child = spawn(process.execPath, ['--input-type=module', '-e', command], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout, 'data')
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await exited).toEqual([143, null])
  await expect.poll(() => postmasterOf(path.join(folder, 'postgres/cluster'))).toBeNull()
})
