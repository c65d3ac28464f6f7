import { pino, type Logger } from 'pino'
import { ensureWebBuilt } from '../web/build.ts'
import { aDatabaseLike, asProgram } from '../server/test/harness/index.ts'
import { browserSessions } from '../server/src/browser-session.ts'
import { loadDemoIfFresh } from '../server/src/cli/demo.ts'
import { readConfig } from '../server/src/kernel/config.ts'
import { makeServer, type Server } from '../server/src/serve.ts'
import { mountWeb } from '../server/src/web.ts'
import { realWorld } from '../server/src/world.ts'

export type OpenShop = { address: string; server: Server; close: () => Promise<void> }

/** What `npm start` shows a new user: the demo, with its pages, on a database of its own and a free port. */
export async function openShop(
  env: Record<string, string> = {},
  log: Logger = pino({ level: 'silent' }),
): Promise<OpenShop> {
  const web = await ensureWebBuilt({ log: () => undefined })
  const { url, drop } = await aDatabaseLike('mortar_demo', (empty) => loadDemoIfFresh(empty, true, () => undefined))
  const config = {
    ...readConfig({ MORTAR_DEMO: '1', LOG_LEVEL: 'silent', ...env }),
    secret: 'a secret that only tests know, and long enough',
  }
  const server = await makeServer({ config, url: asProgram(url), world: realWorld(config), log })
  await mountWeb(server.app, { web, contextFor: browserSessions(config.secret, true) })
  const address = await server.app.listen({ port: 0, host: '127.0.0.1' })
  const close = async () => {
    await server.stop()
    await drop()
  }
  return { address, server, close }
}
