// The limit of anything that answers over HTTP from one Node process: the same bytes, always, and nothing else done.
// Each argument is a file; the nth is answered at /n.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const bodies = process.argv.slice(2).map((file) => readFileSync(file))
const headers = bodies.map((body) => ({
  'content-type': 'application/json; charset=utf-8',
  'content-length': String(body.length),
}))
const server = createServer((request, response) => {
  const n = Number(request.url?.slice(1) ?? 0)
  response.writeHead(200, headers[n])
  response.end(bodies[n])
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.once('SIGTERM', () => process.exit(0))
process.stdin.on('end', () => process.exit(0)).resume()
