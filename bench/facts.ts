import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './machine.ts'

const name = 'mortar_fact_delay_seconds'
const slowest_ms = 120_000

export type Delays = {
  facts: number
  mean_ms: number
  /** The bound under which 99 of 100 were. */
  p99_under_ms: number
  /** How long the last of them took to arrive once nobody bought any more. */
  rest_ms: number
}

type Counted = { bounds: [seconds: number, count: number][]; count: number; sum: number }

/** How late facts reached their reactions while `work` ran. A fact is counted once for each reaction that takes it. */
export async function delaysOf<T>(base: string, url: string, work: () => Promise<T>): Promise<[T, Delays]> {
  const before = await read(base)
  const result = await work()
  const rest_ms = await untilSettled(url)
  const after = await read(base)
  const facts = after.count - before.count
  const bounds = after.bounds.map(([bound, count], i) => [bound, count - (before.bounds[i]?.[1] ?? 0)] as const)
  const p99 = bounds.find(([, count]) => count >= facts * 0.99)?.[0] ?? Number.POSITIVE_INFINITY
  const mean = facts === 0 ? 0 : (after.sum - before.sum) / facts
  return [result, { facts, mean_ms: mean * 1000, p99_under_ms: p99 * 1000, rest_ms }]
}

const valueOf = (line: string | undefined) => Number(line?.split(' ').at(-1) ?? 0)

async function read(base: string): Promise<Counted> {
  const text = await (await fetch(new URL('/metrics', base))).text()
  const lines = text.split('\n').filter((line) => line.startsWith(name))
  return {
    bounds: lines.flatMap((line) => {
      const bound = /le="([\d.]+)"/.exec(line)?.[1]
      return bound === undefined ? [] : [[Number(bound), valueOf(line)] as [number, number]]
    }),
    count: valueOf(lines.find((line) => line.startsWith(`${name}_count`))),
    sum: valueOf(lines.find((line) => line.startsWith(`${name}_sum`))),
  }
}

async function untilSettled(url: string): Promise<number> {
  const began = performance.now()
  const behind = `select from kernel.cursors c
    where exists (select from kernel.facts f where f.type = c.type and (f.tx, f.id) > (c.tx, c.id)) limit 1`
  while ((await ask(url, behind)).length > 0) {
    if (performance.now() - began > slowest_ms) throw new Error('facts do not reach their reactions')
    await sleep(5)
  }
  return performance.now() - began
}
