import { decodeJwt } from 'jose'
import type { FastifyRequest } from 'fastify'
import { sessionCookie } from './kernel/sessions.ts'
import { makeTokens } from './modules/people/index.ts'
import type { VisitorSession } from './web.ts'

const days30_s = 30 * 24 * 60 * 60

/**
 * The browser's session: an HttpOnly cookie that names a session under our seal. A new one is made at each sign-in: fixation
 * finds nothing.
 */
export function browserSessions(secret: string, isDemo: boolean): (request: FastifyRequest) => VisitorSession {
  const tokens = makeTokens(secret)
  return (request) => {
    const isSecure = request.protocol === 'https'
    const name = sessionCookie(request)
    const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
    return {
      hasSession: request.cookies[name] !== undefined,
      // The token was given to us in this very request by our own sign-in, which is why its name is read unverified.
      sessionCookie: (accessToken) => {
        const { sid } = decodeJwt<{ sid: string }>(accessToken)
        return `${name}=${tokens.cookie(sid)}; ${attributes}; Max-Age=${days30_s}`
      },
      noSessionCookie: () => `${name}=; ${attributes}; Max-Age=0`,
      isSecure,
      isDemo,
    }
  }
}
