import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** A key for one purpose, derived from the one secret (RFC 5869), so that no key serves two purposes. */
export function deriveKey(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `mortar ${purpose}`, 32))
}

/** `value.mac`: it can be read by anyone and made by us alone. */
export function seal(key: Uint8Array, value: string): string {
  return `${value}.${mac(key, value)}`
}

/** The value, if the seal is ours. */
export function unseal(key: Uint8Array, sealed: string): string | null {
  const dot = sealed.lastIndexOf('.')
  if (dot < 1) return null
  const value = sealed.slice(0, dot)
  const given = Buffer.from(sealed.slice(dot + 1))
  const expected = Buffer.from(mac(key, value))
  return given.length === expected.length && timingSafeEqual(given, expected) ? value : null
}

function mac(key: Uint8Array, value: string): string {
  return createHmac('sha256', key).update(value).digest('base64url')
}
