import { start } from './child.ts'
import { cpuOf, cpuOfPostgres } from './cpu.ts'
import type { Came, LeastJob, LoadJob } from './job.ts'

/** What came of a load, and the CPU it took: of the process that served it, and of PostgreSQL. */
export type Measured = { per_second: number; server_us: number | null; database_us: number | null } & Came

/** Whose CPU to look at; the load's own process serves itself when it is the limit of SQL. */
export type Watched = { server: number | 'itself'; postmaster: number }

/** Runs a load to its end. */
export async function drive(
  script: 'load.ts' | 'least.ts',
  job: LoadJob | LeastJob,
  watched: Watched,
): Promise<Measured> {
  const child = await start(script, { job })
  const server = watched.server === 'itself' ? child.pid : watched.server
  const look = () => ({ server: cpuOf(server), database: cpuOfPostgres(watched.postmaster) })
  const before = look()
  const came = JSON.parse(await child.next()) as Came
  const after = look()
  await child.stop()
  const each = (one: number | null, other: number | null) =>
    one === null || other === null || came.count === 0 ? null : (other - one) / came.count
  return {
    ...came,
    per_second: came.count / came.seconds,
    server_us: each(before.server, after.server),
    database_us: each(before.database, after.database),
  }
}
