import { createHash, randomBytes } from 'node:crypto'

/** Whose cart it is: a person's, or that of whoever holds the token. A stranger without one has no cart yet. */
export type Owner = { user_id: number; token: null } | { user_id: null; token: string | null }

/** Whoever holds the token has the cart, so it cannot be guessed, and only its hash is kept. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** What a token can look like; anything else names no cart. */
export function readToken(header: string | null): string | null {
  return header !== null && /^[\w-]{43}$/.test(header) ? header : null
}
