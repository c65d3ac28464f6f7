import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below the ports that systems hand to outgoing connections, so that it is still free when the server comes back to it. */
const FIRST = 20_000
const LAST = 30_000

/** The wanted port if nobody listens there, else any free one. */
export async function freePort(wanted: number): Promise<number> {
  for (let port = wanted || randomInt(FIRST, LAST); ; port = randomInt(FIRST, LAST)) {
    if (await isFree(port)) return port
  }
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
