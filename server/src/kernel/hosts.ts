import type { FastifyRequest } from 'fastify'
import { Refusal } from './refusal.ts'

/** A name, an IPv4 address or an IPv6 address in brackets, with or without a port: what an address can be made of. */
export function isHost(text: string): boolean {
  return /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(text) && URL.canParse(`http://${text}`)
}

/**
 * One host, said once and well, or none at all where HTTP/1.0 allows it: proxies and servers that read two Host lines, or half
 * of one, each their own way can be played off against each other (RFC 9112 §3.2). Holds for the host that a trusted proxy
 * forwards too.
 */
export function checkHost(request: FastifyRequest): void {
  const { rawHeaders, headers, httpVersion } = request.raw
  const lines = rawHeaders.filter((name, at) => at % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host')
  if (lines.length > 1) throw new Refusal('bad_request', { detail: 'There is more than one Host.' })
  const isWithout = headers.host === undefined && httpVersion === '1.0'
  if (!isWithout && !isHost(headers.host ?? '')) throw noHost()
  if (request.host !== (headers.host ?? '') && !isHost(request.host)) throw noHost()
}

export const noHost = () => new Refusal('bad_request', { detail: 'The Host is missing or is none.' })
