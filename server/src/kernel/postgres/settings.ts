import { createHash } from 'node:crypto'
import { totalmem } from 'node:os'

const GIGABYTE = 1024 ** 3

/** What the processes of a cluster's server are called, so that those of one cluster can be told from those of another. */
export function titleOf(cluster: string): string {
  return `mortar-${createHash('sha256').update(cluster).digest('hex').slice(0, 12)}`
}

/** The whole postgresql.conf: everything not said here is PostgreSQL's own default. */
export function configuration(cluster: string, port: number, durable: boolean, more: Record<string, string>): string {
  const settings = { ...base(cluster, port), ...(durable ? DURABLE : FLEETING), ...more }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`)
  return `# Written anew at each start. Settings of your own: ALTER SYSTEM SET …, which outranks this file.\n${lines.join('\n')}\n`
}

/** Password or nothing, from this machine only. */
export const ACCESS_RULES = 'host all all 127.0.0.1/32 scram-sha-256\n'

const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }
const FLEETING = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

function base(cluster: string, port: number): Record<string, string> {
  return { ...reach(cluster, port), ...size(totalmem()), ...LOGGING }
}

function reach(cluster: string, port: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: `${port}`,
    unix_socket_directories: '',
    max_connections: '120',
    cluster_name: titleOf(cluster),
    timezone: 'UTC',
    lc_messages: 'C',
  }
}

/** For the machine that runs the shop as well: half of it is not ours. Short statements gain nothing from jit or parallel plans. */
function size(memory_bytes: number): Record<string, string> {
  const roomy = memory_bytes >= 2 * GIGABYTE
  return {
    shared_buffers: roomy ? '256MB' : '64MB',
    effective_cache_size: `${Math.floor(memory_bytes / 2 / 1024 ** 2)}MB`,
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '1GB',
    min_wal_size: '128MB',
    random_page_cost: '1.1',
    jit: 'off',
    max_parallel_workers_per_gather: '0',
  }
}

/**
 * A week of logs, a file a day. Statements, their values and the details of refused rows may be health data, and the caller gets
 * and logs its own errors; what is kept here is what the server has to say about itself.
 */
const LOGGING = {
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}
