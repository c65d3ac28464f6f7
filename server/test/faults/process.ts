// A server process as main.ts makes one, without the web and the embedded database: for tests to start several of, and to kill.
// It says its address on a line of its own, and ends with whoever started it.
import { readConfig } from '../../src/kernel/config.ts'
import { makeLog } from '../../src/kernel/log.ts'
import { makeServer } from '../../src/serve.ts'
import { realWorld } from '../../src/world.ts'

const config = readConfig(process.env)
const log = makeLog(config.logLevel, 2)
const server = await makeServer({ config, url: config.databaseUrl ?? '', world: realWorld(config), log })

const stop = async () => {
  await server.stop()
  process.exit(0)
}
process.once('SIGTERM', () => void stop())
process.stdin.on('end', () => process.exit(1)).resume()

const address = await server.app.listen({ port: config.port, host: config.host })
process.stdout.write(`${address}\n`)
