// npm run bench: a fresh, durable database with 10,000 products, one server process, and one table of what they do beside what
// this machine could do at best, measured in the same run. Options: --quick for a smoke run, --seconds n for each figure.
import { parseArgs } from 'node:util'
import { makeLeast, leastProducts } from './limits.ts'
import { drive, type Measured } from './drive.ts'
import { delaysOf } from './facts.ts'
import type { LeastJob, LoadJob, Pace, Scene } from './job.ts'
import { aMachine, ask, describeMachine, type Machine } from './machine.ts'
import { customers, openMarket, terms, urls, type Market } from './market.ts'
import { measureSessions } from './sessions.ts'
import { measureCrowd } from './crowd.ts'
import { oddities, printed, type Row } from './table.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, seconds: { type: 'string', default: '5' } },
})
const run_ms = values.quick ? 300 : Number(values.seconds) * 1000
const size = values.quick
  ? { products: 500, clients: [1, 16], buyers: 20 }
  : { products: 10_000, clients: [1, 16, 64], buyers: 200 }
const pace = (clients: number): Pace => ({ clients, warm_ms: Math.min(1_500, run_ms / 2), run_ms })

const say = (text: string) => process.stderr.write(`${text}\n`)

async function main(): Promise<void> {
  say(`Filling a fresh database with ${size.products} products …`)
  const machine = await aMachine(size.products)
  try {
    const market = await openMarket(machine.url)
    const limits = await measureLimits(machine, market)
    const computed = await measureLooks(machine, uncached(market), limits, 'off')
    const kept = await measureLooks(machine, cached(market), limits, 'on')
    const rows = [...computed, ...kept, ...(await measureOrders(machine, market, limits))]
    process.stdout.write(`${describeMachine()}\n\n${printed(rows)}\n`)
    process.stdout.write(`\n${await measureSessions(machine, market, values.quick ? 5 : 200)}\n`)
    process.stdout.write(`\n${await measureCrowd(machine, values.quick ? 10 : 150, run_ms)}\n`)
    for (const odd of oddities(rows)) process.stdout.write(`\nNot counted: ${odd}`)
    process.stdout.write('\n')
    if (rows.some(({ ours }) => ours.count === 0)) throw new Error('Something answered nothing good at all.')
  } finally {
    await machine.end()
  }
}

/** What a right answer has. */
const fieldOf = { list: 'results', detail: 'slug' } as const

type Limits = Record<'list' | 'detail' | 'order' | 'hot', Map<number, Measured>>

/** The same bytes from a bare server, and the least SQL of an order. */
async function measureLimits(machine: Machine, market: Market): Promise<Limits> {
  say('Measuring what this machine can do at best …')
  const server = await machine.serve({ MORTAR_ANSWER_CACHE: 'off' })
  const bytes = async (path: string) => Buffer.from(await (await fetch(new URL(path, server.line))).arrayBuffer())
  const bodies = [await bytes(urls.list[0] ?? ''), await bytes(market.details[0] ?? '')]
  await server.stop()
  const raw = await machine.serveRaw(bodies)
  const load = (n: number, has: string) => (clients: number) =>
    looking(machine, raw, clients, { kind: 'get', urls: [`/${n}`], has })
  const list = await each(load(0, fieldOf.list))
  const detail = await each(load(1, fieldOf.detail))
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

type Looking = { what: string; urls: string[]; limit: 'list' | 'detail'; signedIn?: boolean }

const uncached = ({ details, searches }: Market): Looking[] => [
  { what: 'list', urls: urls.list, limit: 'list' },
  { what: 'list, pages 2 to 50', urls: urls.laterPages, limit: 'list' },
  { what: 'search', urls: searches, limit: 'list' },
  { what: 'detail', urls: details, limit: 'detail' },
  { what: 'detail, signed in', urls: details, limit: 'detail', signedIn: true },
]
const cached = ({ popular, searches }: Market): Looking[] => [
  { what: 'list, kept answers', urls: urls.list, limit: 'list' },
  { what: 'search, kept answers', urls: searches, limit: 'list' },
  { what: 'detail of 100 popular, kept answers', urls: popular, limit: 'detail' },
]

async function measureLooks(
  machine: Machine,
  lookings: Looking[],
  limits: Limits,
  cache: 'on' | 'off',
): Promise<Row[]> {
  const server = await machine.serve({ MORTAR_ANSWER_CACHE: cache })
  const rows: Row[] = []
  for (const { what, urls: asked, limit, signedIn = false } of lookings)
    for (const clients of size.clients) {
      say(`${what}, ${clients} clients …`)
      const tokens = signedIn ? { tokens: await customers(server.line, machine.url, clients) } : {}
      const scene: Scene = { kind: 'get', urls: asked, has: fieldOf[limit], ...tokens }
      const ours = await looking(machine, server, clients, scene)
      rows.push({ what, clients, ours, limit: limits[limit].get(clients) as Measured })
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
  // So many that nobody has more under way than people have: whoever buys for cash is asked about what they have not paid yet.
  const tokens = await customers(server.line, machine.url, size.buyers)
  await sellSome(machine, server, { kind: 'buy', tokens, pairs: market.pairs, terms })
  const rows: Row[] = []
  for (const [what, pairs, limit] of scenes)
    for (const clients of size.clients) {
      say(`${what}, ${clients} clients …`)
      const scene: Scene = { kind: 'buy', tokens, pairs, terms }
      const [ours, delays] = await delaysOf(server.line, machine.url, () => looking(machine, server, clients, scene))
      rows.push({ what, clients, ours, limit: limit.get(clients) as Measured, delays })
    }
  await server.stop()
  return rows
}

/** A shop that has never sold is planned for as one with no orders, until PostgreSQL has looked at the tables again. */
async function sellSome(machine: Machine, server: Serving, scene: Scene): Promise<void> {
  await looking(machine, server, 4, scene)
  await ask(machine.url, 'vacuum (analyze)')
}

await main()
