import type { FastifyRequest } from 'fastify'
import { Refusal } from './refusal.ts'

/** A name, an IPv4 address or an IPv6 address in brackets, with or without a port: what an address can be made of. */
export function isHost(text: string): boolean {
  return /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(text) && URL.canParse(`http://${text}`)
}

/** Asked at every request, and of the same few hosts: what was found is remembered, of so many. */
const remembered = 100

/** Checks the host of a request; see `isHost`. */
export function makeHostCheck(): (request: FastifyRequest) => void {
  const known = new Set<string>()
  return (request) =>
    checkHost(request, (host) => {
      if (known.has(host)) return true
      if (!isHost(host)) return false
      if (known.size < remembered) known.add(host)
      return true
    })
}

/**
 * One host, said once and well, or none at all where HTTP/1.0 allows it: proxies and servers that read two Host lines, or half
 * of one, each their own way can be played off against each other (RFC 9112 §3.2). Holds for the host that a trusted proxy
 * forwards too.
 */
function checkHost(request: FastifyRequest, isFine: (host: string) => boolean): void {
  const { rawHeaders, headers, httpVersion } = request.raw
  if (linesOf('host', rawHeaders) > 1) throw new Refusal('bad_request', { detail: 'There is more than one Host.' })
  const isWithout = headers.host === undefined && httpVersion === '1.0'
  if (!isWithout && !isFine(headers.host ?? '')) throw noHost()
  if (request.host !== (headers.host ?? '') && !isFine(request.host)) throw noHost()
}

export const noHost = () => new Refusal('bad_request', { detail: 'The Host is missing or is none.' })

function linesOf(name: string, rawHeaders: string[]): number {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const each = rawHeaders[at] ?? ''
    if (each.length === name.length && each.toLowerCase() === name) count++
  }
  return count
}
