import { randomBytes } from 'node:crypto'
import { SignJWT, jwtVerify } from 'jose'
import { deriveKey, isSame, macOf, seal, unseal } from '../../kernel/secrets.ts'

const accessMinutes = 15
const issuer = 'mortar'
const maxRemembered = 10_000
const deviceDays = 365

const dayOf = (at: Date) => Math.floor(at.getTime() / 86_400_000)

/** As `readDevice` knows it: sixteen letters that nobody else's device has. */
export const newDevice = () => randomBytes(12).toString('base64url')

export type Tokens = {
  /** A JWT for 15 minutes. It names the session; whether that still lives is asked of the database at each request. */
  access: (sessionId: string, role: string, at: Date) => Promise<{ token: string; expires_at: string }>
  /** The session's id, if the token is ours and in time. */
  readAccess: (token: string, at: Date) => Promise<string | null>
  refresh: (sessionId: string, generation: number) => string
  readRefresh: (token: string) => { sessionId: string; generation: number } | null
  /** What a browser's cookie holds: the session's id under our seal. */
  cookie: (sessionId: string) => string
  readCookie: (value: string) => string | null
  /** What a device shows to be known: it holds whose it is without saying so. `id`: which of the person's, one that is new without. */
  device: (userId: number, at: Date, id?: string) => string
  /** Which of this person's devices it is, if it is one and has signed in within a year. */
  readDevice: (token: string, userId: number, at: Date) => string | null
}

/** No token's secret is stored anywhere: each is made, and recognised, with a key derived from MORTAR_SECRET. */
export function makeTokens(secret: string): Tokens {
  const accessKey = deriveKey(secret, 'access token')
  const refreshKey = deriveKey(secret, 'refresh token')
  const cookieKey = deriveKey(secret, 'session cookie')
  const deviceKey = deriveKey(secret, 'device token')
  // A good signature stays good: it is verified once per token and process. Expiry is still looked at each time.
  const verified = new Map<string, { sid: string; until: number }>()

  const verify = async (token: string, at: Date) => {
    const known = verified.get(token)
    if (known !== undefined) return known
    try {
      const { payload } = await jwtVerify(token, accessKey, {
        algorithms: ['HS256'],
        issuer,
        currentDate: at,
        typ: 'at+jwt',
      })
      const { sid, exp } = payload
      if (typeof sid !== 'string' || exp === undefined) return null
      const fresh = { sid, until: exp * 1000 }
      if (verified.size >= maxRemembered) verified.delete(verified.keys().next().value ?? '')
      verified.set(token, fresh)
      return fresh
    } catch {
      // Forged, expired, malformed: all of them are simply not good.
      return null
    }
  }

  return {
    access: async (sid, role, at) => {
      const issued = Math.floor(at.getTime() / 1000)
      const expires = issued + accessMinutes * 60
      const token = await new SignJWT({ sid, role })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setIssuer(issuer)
        .setIssuedAt(issued)
        .setExpirationTime(expires)
        .sign(accessKey)
      return { token, expires_at: new Date(expires * 1000).toISOString() }
    },
    readAccess: async (token, at) => {
      const known = await verify(token, at)
      return known !== null && known.until > at.getTime() ? known.sid : null
    },
    refresh: (sessionId, generation) => seal(refreshKey, `${sessionId}.${generation}`),
    readRefresh: (token) => {
      const [sessionId, generation] = unseal(refreshKey, token)?.split('.') ?? []
      return sessionId === undefined || generation === undefined ? null : { sessionId, generation: Number(generation) }
    },
    cookie: (sessionId) => seal(cookieKey, sessionId),
    readCookie: (value) => unseal(cookieKey, value),
    device: (userId, at, id = newDevice()) => {
      const value = `${dayOf(at)}.${id}`
      return `${value}.${macOf(deviceKey, `${userId}.${value}`)}`
    },
    readDevice: (token, userId, at) => {
      const [, value = '', day = '', id = '', mac = ''] = /^((\d{1,6})\.([\w-]{16}))\.([\w-]+)$/.exec(token) ?? []
      if (!isSame(mac, macOf(deviceKey, `${userId}.${value}`))) return null
      return dayOf(at) - Number(day) <= deviceDays ? id : null
    },
  }
}
