import path from 'node:path'
import { pino } from 'pino'
import { ensureWebBuilt } from '../../web/build.ts'
import { browserSessions } from './browser-session.ts'
import { loadDemoIfFresh, demoSignIns } from './cli/demo.ts'
import { ConfigError, readConfig, withSecret, type Config } from './kernel/config.ts'
import { migrate } from './kernel/migrate.ts'
import { startPostgres } from './kernel/postgres/index.ts'
import { createAdmin } from './cli/admin.ts'
import { makeServer } from './serve.ts'
import { mountWeb } from './web.ts'
import { realWorld } from './world.ts'

/** Speaks to whoever starts the program; everything after the start goes to the log. */
const say = (line: string) => process.stdout.write(`${line}\n`)

async function main(): Promise<void> {
  const config = withSecret(readConfig(process.env))
  const log = pino({ level: config.logLevel })
  const webBuild = ensureWebBuilt({ log: say })
  webBuild.catch(() => undefined)
  const postgres = await database(config)
  try {
    const applied = await migrate(postgres.url)
    if (applied.length > 0) say(`Migrated the database: ${applied.length} steps.`)
    if (config.admin !== undefined) await createAdmin(postgres.url, config.admin, say)
    const hasDemo = config.demo !== 'off' && (await loadDemoIfFresh(postgres.url, config.demo === 'on', say))
    const server = await makeServer({ config, url: postgres.url, world: realWorld(config), log })
    await mountWeb(server.app, {
      web: await webBuild,
      contextFor: browserSessions(config.secret, config.demo !== 'off'),
    })
    const stop = once(async (signal: string) => {
      say(`${signal}: finishing what is under way …`)
      await server.stop()
      await postgres.stop()
      process.exit(0)
    })
    process.on('SIGINT', () => void stop('SIGINT'))
    process.on('SIGTERM', () => void stop('SIGTERM'))
    const address = await server.app.listen({ port: config.port, host: config.host })
    welcome(address, config, hasDemo)
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

async function database(config: Config): Promise<{ url: string; stop: () => Promise<void> }> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: async () => undefined }
  return startPostgres({
    folder: path.join(config.dataFolder, 'postgres'),
    log: (message) => say(`PostgreSQL: ${message}`),
  })
}

function welcome(address: string, config: Config, hasDemo: boolean): void {
  say(`\nMortar is open: ${address}`)
  say(`  API documents: ${address}/api/docs`)
  if (hasDemo) for (const line of demoSignIns()) say(`  ${line}`)
  if (!config.rateLimits) say('  WARNING: rate limits are off (MORTAR_RATE_LIMITS). For load tests only.')
  say('  Stop with Ctrl-C.\n')
}

function once<T>(work: (argument: T) => Promise<void>): (argument: T) => Promise<void> {
  let running: Promise<void> | undefined
  return (argument) => (running ??= work(argument))
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigError || (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  process.stderr.write(`${known ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`)
  process.exit(1)
})
