import { readFileSync, readdirSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second. */
const us_per_tick = 10_000

/** Microseconds of CPU that a process has used, with all its threads; null where the system does not tell. */
export function cpuOf(pid: number): number | null {
  const stat = statOf(pid)
  return stat === null ? null : (stat.user + stat.system) * us_per_tick
}

/** Of PostgreSQL's main process and of all its children, those that have ended included. */
export function cpuOfPostgres(postmaster: number): number | null {
  const main = statOf(postmaster)
  if (main === null) return null
  let ticks = main.user + main.system + main.ended
  for (const name of readdirSync('/proc')) {
    const child = /^\d+$/.test(name) ? statOf(Number(name)) : null
    if (child?.parent === postmaster) ticks += child.user + child.system
  }
  return ticks * us_per_tick
}

type Stat = { parent: number; user: number; system: number; ended: number }

function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may hold anything; what follows it begins with the third field.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [parent = 0, user = 0, system = 0] = [fields[1], fields[11], fields[12]]
    return { parent, user, system, ended: (fields[13] ?? 0) + (fields[14] ?? 0) }
  } catch {
    return null
  }
}
