import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, totalmem, tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { prepareDatabase } from '../server/src/kernel/program-role.ts'
import { startPostgres } from '../server/src/kernel/postgres/index.ts'
import { start, type Child } from './child.ts'
import { seed } from './seed.ts'

export const secret = 'the secret of a database that lives for minutes'

export type Machine = {
  url: string
  postmaster: number
  folder: string
  /** A whole server as in production, logging what production logs; its address is its line. */
  serve: (env: Record<string, string>) => Promise<Child>
  /** A process that answers these bytes and does nothing else. */
  serveRaw: (bodies: Buffer[]) => Promise<Child>
  end: () => Promise<void>
}

/** A fresh cluster, as durable as where it matters, with so many products in eight shops. */
export async function aMachine(products: number): Promise<Machine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mortar-bench-'))
  // Where root starts the cluster, its account has to enter the folder; else it would live elsewhere and be left behind.
  await chmod(folder, 0o711)
  const postgres = await startPostgres({ folder: path.join(folder, 'postgres'), log: () => undefined })
  await prepareDatabase(postgres.url)
  await seed(postgres.url, { products, shops: 8 })
  const serve = (env: Record<string, string>) =>
    start('../server/test/faults/process.ts', {
      log: path.join(folder, 'server.log'),
      env: {
        LOG_LEVEL: 'info',
        PORT: '0',
        DATABASE_URL: postgres.programUrl,
        MORTAR_SECRET: secret,
        // One address stands for all clients, and would be taken for one that guesses.
        MORTAR_RATE_LIMITS: 'off',
        ...env,
      },
    })
  const serveRaw = async (bodies: Buffer[]) => {
    const files = bodies.map((_, i) => path.join(folder, `body-${i}`))
    await Promise.all(bodies.map((body, i) => writeFile(files[i] ?? '', body)))
    return start('raw.ts', { args: files })
  }
  const end = async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: postgres.url, postmaster: await mainProcessOf(postgres.url), folder, serve, serveRaw, end }
}

async function mainProcessOf(url: string): Promise<number> {
  const [row] = await ask<{ pid: number }>(
    url,
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid`,
  )
  return row?.pid ?? 0
}

/** One statement on a connection of its own. */
export async function ask<T extends object>(url: string, statement: string, values: unknown[] = []): Promise<T[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(statement, values)).rows
  } finally {
    await client.end()
  }
}

export function describeMachine(): string {
  const [cpu] = cpus()
  const gigabytes = Math.round(totalmem() / 1024 ** 3)
  return `${cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${gigabytes} GB, ${process.platform}, Node ${process.versions.node}`
}
