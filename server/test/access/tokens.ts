import { randomUUID } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { deriveKey } from '../../src/kernel/secrets.ts'
import { makeTokens } from '../../src/modules/people/index.ts'
import { signIn } from '../harness/index.ts'
import type { Town } from './town.ts'

type Claims = { sid: string; role: string }

/** Bearers that are no longer, or never were, good: by what is wrong with them. `good` is a customer's. */
export async function deadBearers({ mortar, people, spare }: Town): Promise<Record<string, string>> {
  const good = people.customer.tokens.access_token
  const [head = '', payload = '', signature = ''] = good.split('.')
  const { sid, role } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
  const claims = { sid, role }
  const ours = deriveKey(mortar.config.secret, 'access token')
  const theirs = deriveKey('another secret, and long enough as well', 'access token')
  const now = Math.floor(mortar.clock.now.getTime() / 1000)
  const signed = (key: Uint8Array, issued: number, issuer = 'mortar', header: object = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header })
      .setIssuer(issuer)
      .setIssuedAt(issued)
      .setExpirationTime(issued + 900)
      .sign(key)
  const ended = await signIn(mortar, spare.username)
  await mortar.as(ended.access_token).logout({ body: {} })
  return {
    'of an ended session': `Bearer ${ended.access_token}`,
    expired: `Bearer ${await signed(ours, now - 901)}`,
    'not yet valid': `Bearer ${await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer('mortar')
      .setIssuedAt(now)
      .setNotBefore(now + 600)
      .setExpirationTime(now + 900)
      .sign(ours)}`,
    'that never expires': `Bearer ${await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer('mortar')
      .sign(ours)}`,
    'of another type': `Bearer ${await signed(ours, now, 'mortar', { typ: 'JWT' })}`,
    'that names a file as its key': `Bearer ${await signed(new Uint8Array(32), now, 'mortar', { kid: '../../../../dev/null' })}`,
    'that brings its own key': `Bearer ${await signed(theirs, now, 'mortar', { jwk: { kty: 'oct', k: Buffer.from(theirs).toString('base64url') } })}`,
    'that names where its key is': `Bearer ${await signed(theirs, now, 'mortar', { jku: 'https://keys.test/jwks.json', kid: '1' })}`,
    'with another session': `Bearer ${head}.${Buffer.from(JSON.stringify({ ...claims, sid: randomUUID() })).toString('base64url')}.${signature}`,
    'a cookie': `Bearer ${makeTokens(mortar.config.secret).cookie(claims.sid)}`,
    'a device token': `Bearer ${people.customer.tokens.device_token}`,
    'of another issuer': `Bearer ${await signed(ours, now, 'other')}`,
    'signed with another key': `Bearer ${await signed(theirs, now)}`,
    unsigned: `Bearer ${new UnsecuredJWT(claims)
      .setIssuer('mortar')
      .setIssuedAt(now)
      .setExpirationTime(now + 900)
      .encode()}`,
    'with another role': `Bearer ${head}.${Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url')}.${signature}`,
    'without signature': `Bearer ${head}.${payload}.`,
    'a refresh token': `Bearer ${people.customer.tokens.refresh_token}`,
    garbage: 'Bearer garbage',
    nothing: 'Bearer',
    'of another scheme': `Basic ${Buffer.from('admin:admin').toString('base64')}`,
  }
}
