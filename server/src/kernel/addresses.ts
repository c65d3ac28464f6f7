import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import { isIP, isIPv4 } from 'node:net'

/** Of a caller who is already gone: of nobody, and of no network that anybody trusts. */
export const nowhere = '0.0.0.0'

/**
 * An address as the database and every count know it: without a port, brackets or zone, and IPv4 as IPv4 also where it came
 * over IPv6. Null where the text is no address, as with the `unknown` and `_hidden` of some proxies.
 */
export function plainAddress(text: string): string | null {
  // Nearly all are, and there is but one way to write them.
  if (isIPv4(text)) return text
  const [, inBrackets] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text) ?? []
  const [, beforePort] = /^([\d.]+):\d{1,5}$/.exec(text) ?? []
  const [address = ''] = (inBrackets ?? beforePort ?? text).split('%', 1)
  const isOne = inBrackets === undefined ? isIP(address) !== 0 : isIP(address) === 6
  return isOne ? ipaddr.process(address).toString() : null
}

/**
 * What of an `X-Forwarded-For` can be believed, if it comes from a trusted proxy: each stands for the one on its left, so what
 * stands left of something that is no address nobody stands for. Empty: the last one known is the proxy itself.
 */
export function believable(forwarded: string): string {
  const addresses = forwarded.split(',').map((each) => plainAddress(each.trim()))
  return addresses.slice(addresses.lastIndexOf(null) + 1).join(', ')
}

/**
 * Makes `request.ip` a valid address, whatever a proxy has sent. `Forwarded` (RFC 7239) is not read: a proxy that does not
 * write it passes on what its client made up, and nobody can see which of the two it was.
 */
export function settleAddress(request: FastifyRequest): void {
  const { headers } = request.raw
  const forwarded = headers['x-forwarded-for']
  if (forwarded !== undefined) headers['x-forwarded-for'] = believable(String(forwarded))
  if (headers['x-forwarded-for'] === '') delete headers['x-forwarded-for']
  // Fastify's own walks from the socket's address to the left, as far as it trusts.
  const value = plainAddress(request.ip ?? '') ?? nowhere
  if (value !== request.ip) Object.defineProperty(request, 'ip', { value })
}
