import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/** In characters. */
export const shortestSecret = 32

/** A key for one purpose, derived from the one secret (RFC 5869), so that no key serves two purposes. */
export function deriveKey(secret: string, purpose: string): Uint8Array {
  // Whoever reads settings says so in better words; nothing is ever sealed with what can be guessed.
  if (secret.length < shortestSecret) throw new Error('a secret that keys are derived from is too short')
  return new Uint8Array(hkdfSync('sha256', secret, '', `mortar ${purpose}`, 32))
}

/** `value.mac`: it can be read by anyone and made by us alone. */
export function seal(key: Uint8Array, value: string): string {
  return `${value}.${macOf(key, value)}`
}

/** The value, if the seal is ours. */
export function unseal(key: Uint8Array, sealed: string): string | null {
  const dot = sealed.lastIndexOf('.')
  if (dot < 1) return null
  const value = sealed.slice(0, dot)
  return isSame(sealed.slice(dot + 1), macOf(key, value)) ? value : null
}

/** Whether two secrets are the same, in a time that tells nothing of where they differ. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const cipher = 'aes-256-gcm'
const [nonceBytes, tagBytes] = [12, 16]

/** Nonce, tag and ciphertext in one (AES-256-GCM): for what must be read again, unlike a password. */
export function encrypt(key: Uint8Array, text: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const encryption = createCipheriv(cipher, key, nonce)
  const sealed = Buffer.concat([encryption.update(text, 'utf8'), encryption.final()])
  return Buffer.concat([nonce, encryption.getAuthTag(), sealed])
}

/** Throws where the key is another, or the text was changed. */
export function decrypt(key: Uint8Array, sealed: Buffer): string {
  const decryption = createDecipheriv(cipher, key, sealed.subarray(0, nonceBytes))
  decryption.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  return decryption.update(sealed.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decryption.final('utf8')
}

export function macOf(key: Uint8Array, value: string): string {
  return createHmac('sha256', key).update(value).digest('base64url')
}
