import path from 'node:path'
import { ensureWebBuilt } from '../../web/build.ts'
import { browserSessions } from './browser-session.ts'
import { checkAdmin, createAdmin } from './cli/admin.ts'
import { demoSignIns, hasDemoPeople, loadDemoIfFresh } from './cli/demo.ts'
import { ConfigError, readConfig, type Config } from './kernel/config.ts'
import { makeLog } from './kernel/log.ts'
import { withSecret } from './kernel/own-secret.ts'
import { mayRewriteHistory, prepareDatabase } from './kernel/program-role.ts'
import { PostgresFault, startPostgres, type Postgres } from './kernel/postgres/index.ts'
import { makeServer } from './serve.ts'
import { mountWeb } from './web.ts'
import { realWorld } from './world.ts'

/** Speaks to whoever starts the program; everything after the start goes to the log. */
const say = (line: string) => process.stdout.write(`${line}\n`)

/** What was started, in order; it is stopped from the end. In-flight requests finish, then the database goes. */
const started: (() => Promise<void>)[] = []
let stopping: Promise<void> | undefined

async function start(): Promise<void> {
  const config = withSecret(readConfig(process.env))
  if (config.admin !== undefined) checkAdmin(config.admin)
  const log = makeLog(config.logLevel)
  // Somewhere a promise was forgotten: a bug to be read about, not a reason to drop the requests under way.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a failure nobody waited for'))
  const webBuild = ensureWebBuilt({ log: say })
  // Awaited below; until then a failure must not end the process without a word.
  webBuild.catch(() => undefined)
  const { url, programUrl } = await openPostgres(config)
  const applied = await prepareDatabase(url)
  if (applied.length > 0) say(`Migrated the database: ${applied.length} steps.`)
  if (config.admin !== undefined) await createAdmin(url, config.admin, say)
  const hasDemo = await openDemo(config, url)
  const server = await makeServer({ config, url: programUrl, world: realWorld(config), log })
  started.push(server.stop)
  const contextFor = browserSessions(config.secret, config.demo !== 'off')
  await mountWeb(server.app, { web: await webBuild, contextFor })
  const address = await server.app.listen({ port: config.port, host: config.host })
  welcome(address, config, hasDemo)
  if (await mayRewriteHistory(programUrl))
    say(
      '  WARNING: the user of DATABASE_URL may rewrite the audit log and the books. See “Yours” in docs/operations.md.\n',
    )
}

/** Everybody knows the demo's passwords: in production its people must not be there, and a public demo has no such admin. */
async function openDemo(config: Config, url: string): Promise<boolean> {
  if (config.production && (await hasDemoPeople(url)))
    throw new ConfigError('This database holds the people of the demo: it cannot be used with NODE_ENV=production.')
  if (config.demo === 'off') return false
  return loadDemoIfFresh(url, config.demo === 'on', say, { admin: !config.demoIsPublic })
}

/** Who owns the database, and who the program is in it; with a server of one's own that is whoever DATABASE_URL names. */
async function openPostgres(config: Config): Promise<Pick<Postgres, 'url' | 'programUrl'>> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, programUrl: config.databaseUrl }
  const folder = path.join(config.dataFolder, 'postgres')
  const postgres = await startPostgres({ folder, log: (message) => say(`PostgreSQL: ${message}`) })
  started.push(postgres.stop)
  return postgres
}

function welcome(address: string, config: Config, hasDemo: boolean): void {
  say(`\nMortar is open: ${address}`)
  say(`  API documents: ${address}/api/docs`)
  if (!config.rateLimits)
    say('  WARNING: MORTAR_RATE_LIMITS=off. Nobody counts how often passwords and second codes are guessed.')
  if (hasDemo) for (const line of demoSignIns({ admin: !config.demoIsPublic })) say(`  ${line}`)
  say('  Stop with Ctrl-C.\n')
}

function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    for (const end of started.toReversed()) await end()
    process.exit(code)
  })()
  return stopping
}

// A terminal that was closed takes nothing any more, and what is said to it must not end us half-way.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    say(`${signal}: finishing what is under way …`)
    void stop(0)
  })

try {
  await start()
} catch (error) {
  // What fails because we are stopping is no fault of its own.
  if (stopping === undefined) {
    const isPlain =
      error instanceof ConfigError ||
      error instanceof PostgresFault ||
      (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    process.stderr.write(`${isPlain ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`)
  }
  await stop(1)
}
