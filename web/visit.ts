import type { Client, Problem } from '@mortar/contract'

/**
 * What a browser keeps besides its session: a guest's cart token, which the server sends along as `Cart-Token`, and what makes a
 * device known, so that strangers' guesses do not slow its sign-in down.
 */
type Kept = 'mortar_cart' | 'mortar_device'

/** Over https with the prefix that keeps other hosts, and plain connections, from setting it. */
export const cookieName = (name: Kept, isSecure: boolean) => (isSecure ? `__Host-${name}` : name)

/** What a cookie holds, if that looks like a token of ours: one that is too long or malformed is as if it were not there. */
export function readCookie(cookies: string, name: Kept, isSecure: boolean): string | undefined {
  const start = `${cookieName(name, isSecure)}=`
  const pair = cookies.split(';').map((each) => each.trim())
  const value = pair.find((each) => each.startsWith(start))?.slice(start.length)
  return value !== undefined && /^[\w.~-]{1,200}$/.test(value) ? value : undefined
}

/** What the server hands to the web for each request: the only door between the two. */
export type Visit = {
  /** The contract's client, called in process with the visitor's own headers: no check is skipped. */
  api: Client
  /** The same, for a person who has signed in during this very request. */
  apiAs: (accessToken: string) => Client
  /** Whether the request bears a session cookie; it may be dead. */
  hasSession: boolean
  /** Set-Cookie values. */
  sessionCookie: (accessToken: string) => string
  noSessionCookie: () => string
  /** Reached over https: cookies of the web are marked Secure. */
  isSecure: boolean
  /** Where the demo is on, its pages exist. */
  isDemo: boolean
  /** `https://shop.example`, for addresses that must be whole. */
  origin: string
  /** Of this response's Content-Security-Policy. */
  nonce: string
  /** The server has already refused this request: all there is to do is to say so, as a page. */
  refused?: Problem
  /** For bugs: logged whole, shown bare. */
  report: (error: unknown) => void
}

/** What the built server bundle offers to the process that mounts it. */
export type WebServer = { answer: (request: Request, visit: Visit) => Promise<Response> }
