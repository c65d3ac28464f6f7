import type { FastifyBaseLogger } from 'fastify'
import type { Database } from './kernel/database.ts'
import { housekeeping } from './kernel/housekeeping.ts'
import { lanesOf, startJobs } from './kernel/jobs.ts'
import { tellOthers } from './kernel/live.ts'
import type { Module } from './kernel/module.ts'
import { retryingParked } from './kernel/parked.ts'
import { startRelay, type Relay } from './kernel/relay.ts'
import type { World } from './kernel/world.ts'

type Options = { modules: Module[]; world: World; log: FastifyBaseLogger; onDelay: (seconds: number) => void }

export type Background = { relay: Relay; stop: () => Promise<void> }

/** What goes on beside the requests: reactions to what became true, and jobs, the house's own among them. */
export async function startBackground(
  { tx, pool }: Database,
  { modules, world, log, onDelay }: Options,
): Promise<Background> {
  const reactions = [tellOthers, ...modules.flatMap((module) => module.reactions ?? [])]
  const retired = modules.flatMap((module) => module.retired ?? [])
  const relay = await startRelay({ db: tx, reactions, retired, log, onDelay })
  const all = [housekeeping(tx, reactions, world.now), retryingParked(tx, reactions, log), ...modules]
  const schedules = all.flatMap((each) => each.schedules ?? [])
  const jobs = await startJobs(pool, lanesOf(all), schedules, log)
  return {
    relay,
    stop: async () => {
      await Promise.all([relay.stop(), jobs.stop()])
    },
  }
}
