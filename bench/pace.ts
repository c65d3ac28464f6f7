import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Came, Pace } from './job.ts'

/** What to do, as whoever started this process wrote it. */
export async function readJob<T>(): Promise<T> {
  const lines = createInterface({ input: process.stdin })
  const [line] = (await once(lines, 'line')) as [string]
  lines.close()
  process.stdin.unref()
  return JSON.parse(line) as T
}

/**
 * So many clients, each of which takes its next turn when the last one is done. A turn gives what was odd about it, or null.
 * Says `warm` when it begins to count, so that whoever started it can look at the processes' CPU, and at the end what came.
 */
export async function keepPace({ clients, warm_ms, run_ms }: Pace, turn: (client: number) => Promise<string | null>) {
  const took: number[] = []
  const oddities: Record<string, number> = {}
  const state = { counting: false, running: true }
  const client = async (i: number) => {
    while (state.running) {
      const began = performance.now()
      const odd = await turn(i)
      if (!state.counting) continue
      if (odd === null) took.push(performance.now() - began)
      else oddities[odd] = (oddities[odd] ?? 0) + 1
    }
  }
  const all = Array.from({ length: clients }, (_, i) => client(i))
  await sleep(warm_ms)
  process.stdout.write('warm\n')
  state.counting = true
  const began = performance.now()
  await sleep(run_ms)
  Object.assign(state, { counting: false, running: false })
  const seconds = (performance.now() - began) / 1000
  took.sort((a, b) => a - b)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0
  const came: Came = { count: took.length, seconds, p50_ms: at(0.5), p99_ms: at(0.99), oddities }
  process.stdout.write(`${JSON.stringify(came)}\n`)
  await Promise.all(all)
}
