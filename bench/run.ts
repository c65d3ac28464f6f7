// npm run bench: a fresh, durable database with 10,000 products, one server process, and one table of what they do beside what
// this machine could do at best, measured in the same run. Options: --quick for a smoke run, --seconds n for each figure.
import { parseArgs } from 'node:util'
import { makeLeast, leastProducts } from './limits.ts'
import { drive, type Measured } from './drive.ts'
import { delaysOf } from './facts.ts'
import type { LeastJob, LoadJob, Pace, Scene } from './job.ts'
import { aMachine, describeMachine, type Machine } from './machine.ts'
import { customers, openMarket, terms, urls, type Market } from './market.ts'
import { oddities, printed, type Row } from './table.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, seconds: { type: 'string', default: '5' } },
})
const run_ms = values.quick ? 300 : Number(values.seconds) * 1000
const size = values.quick ? { products: 500, clients: [1, 16] } : { products: 10_000, clients: [1, 16, 64] }
const pace = (clients: number): Pace => ({ clients, warm_ms: Math.min(1_500, run_ms / 2), run_ms })

const say = (text: string) => process.stderr.write(`${text}\n`)

async function main(): Promise<void> {
  say(`Filling a fresh database with ${size.products} products …`)
  const machine = await aMachine(size.products)
  try {
    const market = await openMarket(machine.url)
    const limits = await measureLimits(machine, market)
    const uncached = await measureLooks(machine, market, limits, 'off')
    const orders = await measureOrders(machine, market, limits)
    const cached = await measureLooks(machine, market, limits, 'on')
    const rows = [...uncached, ...cached, ...orders]
    process.stdout.write(`${describeMachine()}\n\n${printed(rows)}\n`)
    for (const odd of oddities(rows)) process.stdout.write(`\nNot counted: ${odd}`)
    process.stdout.write('\n')
    if (rows.some(({ ours }) => ours.count === 0)) throw new Error('Something answered nothing good at all.')
  } finally {
    await machine.end()
  }
}

type Limits = Record<'list' | 'detail' | 'order' | 'hot', Map<number, Measured>>

/** The same bytes from a bare server, and the least SQL of an order. */
async function measureLimits(machine: Machine, market: Market): Promise<Limits> {
  say('Measuring what this machine can do at best …')
  const server = await machine.serve({ MORTAR_ANSWER_CACHE: 'off' })
  const bytes = async (path: string) => Buffer.from(await (await fetch(new URL(path, server.line))).arrayBuffer())
  const bodies = [await bytes(urls.list[0] ?? ''), await bytes(market.details[0] ?? '')]
  await server.stop()
  const raw = await machine.serveRaw(bodies)
  const load = (n: number) => (clients: number) => looking(machine, raw, clients, { kind: 'get', urls: [`/${n}`] })
  const list = await each(load(0))
  const detail = await each(load(1))
  await raw.stop()
  const url = await makeLeast(machine.url)
  const least = (hot: boolean) => (clients: number) => {
    const job: LeastJob = { ...pace(clients), url, products: leastProducts, hot }
    return drive('least.ts', job, { server: 'itself', postmaster: machine.postmaster })
  }
  return { list, detail, order: await each(least(false)), hot: await each(least(true)) }
}

type Serving = { pid: number; line: string }

function looking(machine: Machine, server: Serving, clients: number, scene: Scene): Promise<Measured> {
  const job: LoadJob = { ...pace(clients), base: server.line, scene }
  return drive('load.ts', job, { server: server.pid, postmaster: machine.postmaster })
}

async function each(measure: (clients: number) => Promise<Measured>): Promise<Map<number, Measured>> {
  const found = new Map<number, Measured>()
  for (const clients of size.clients) found.set(clients, await measure(clients))
  return found
}

async function measureLooks(machine: Machine, market: Market, limits: Limits, cache: 'on' | 'off'): Promise<Row[]> {
  const server = await machine.serve({ MORTAR_ANSWER_CACHE: cache })
  const kept = cache === 'on' ? ', kept answers' : ''
  const scenes: [what: string, urls: string[], limit: Map<number, Measured>][] = [
    [`list${kept}`, urls.list, limits.list],
    ...(cache === 'on'
      ? []
      : [['list, pages 2 to 50', urls.laterPages, limits.list] as [string, string[], Map<number, Measured>]]),
    [`search${kept}`, market.searches, limits.list],
    [
      cache === 'on' ? 'detail of 100 popular, kept answers' : 'detail',
      cache === 'on' ? market.popular : market.details,
      limits.detail,
    ],
  ]
  const rows: Row[] = []
  for (const [what, list, limit] of scenes)
    for (const clients of size.clients) {
      say(`${what}, ${clients} clients …`)
      const ours = await looking(machine, server, clients, { kind: 'get', urls: list })
      rows.push({ what, clients, ours, limit: limit.get(clients) as Measured })
    }
  await server.stop()
  return rows
}

/** As production runs: relay, reactions and jobs at work beside the requests. */
async function measureOrders(machine: Machine, market: Market, limits: Limits): Promise<Row[]> {
  const server = await machine.serve({})
  const scenes = [
    ['order of two items', market.pairs, limits.order],
    ['order of two items, one hot', market.hotPairs, limits.hot],
  ] as const
  const rows: Row[] = []
  for (const [what, pairs, limit] of scenes)
    for (const clients of size.clients) {
      say(`${what}, ${clients} clients …`)
      const tokens = await customers(server.line, clients)
      const scene: Scene = { kind: 'buy', tokens, pairs, terms }
      const [ours, delays] = await delaysOf(server.line, machine.url, () => looking(machine, server, clients, scene))
      rows.push({ what, clients, ours, limit: limit.get(clients) as Measured, delays })
    }
  await server.stop()
  return rows
}

await main()
