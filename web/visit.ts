import type { Client, Problem } from '@mortar/contract'

/** Holds a guest's cart token; the server sends its value along as `Cart-Token`. */
export const cartCookie = 'mortar_cart'

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
