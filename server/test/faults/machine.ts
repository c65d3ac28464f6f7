import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fetchTransport, type Client, type Transport } from '@mortar/contract'
import { strictClient } from '../harness/client.ts'
import type { Reach } from '../harness/index.ts'
import { bareEnvironment } from '../harness/programs.ts'
import { openDatabase } from '../../src/kernel/database.ts'

export const secret = 'a secret that several processes share, and long enough'

export type ServerProcess = {
  address: string
  isAlive: () => boolean
  /** kill -9: nothing is finished, nothing is said. */
  kill: () => Promise<void>
  /** As a supervisor does it; resolves with the exit code. */
  stop: () => Promise<number | null>
}

/**
 * One more server process on this database, listening. Its log goes to our stderr when it warns. `root`: of another version of the
 * program.
 */
export async function aProcess(url: string, env: Record<string, string> = {}, root?: string): Promise<ServerProcess> {
  const program =
    root === undefined ? new URL('process.ts', import.meta.url).pathname : `${root}/server/test/faults/process.ts`
  const child = spawn(process.execPath, [program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...bareEnvironment,
      PORT: '0',
      DATABASE_URL: url,
      MORTAR_SECRET: secret,
      MORTAR_DEMO: '1',
      MORTAR_RATE_LIMITS: 'off',
      LOG_LEVEL: 'silent',
      ...env,
    },
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const spoke = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>
  const first = await Promise.race([spoke, exited.then(() => null)])
  if (first === null) throw new Error('a server process ended before it listened')
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    return (await exited)[0]
  }
  return {
    address: first[0],
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: () => end('SIGKILL').then(() => undefined),
    stop: () => end('SIGTERM'),
  }
}

type Through = (transport: Transport, headers: Record<string, string>) => Client

const strictly: Through = strictClient

export type Outside = Reach & { close: () => Promise<void> }

/**
 * What a test needs to people a Mortar that runs elsewhere: clients of its address, and its database. `through`: what each request goes
 * through; what an earlier version answers is not held to today's contract.
 */
export function outside(address: string, url: string, through: Through = strictly): Outside {
  const database = openDatabase({
    url,
    size: 2,
    onError: () => undefined,
    name: 'mortar-test',
    query_timeout_ms: 600_000,
  })
  return {
    stranger: through(fetchTransport(address), {}),
    as: (token, headers = {}) => through(fetchTransport(address), { authorization: `Bearer ${token}`, ...headers }),
    db: database.tx,
    clock: { now: new Date(), advance: () => undefined },
    close: database.close,
  }
}
