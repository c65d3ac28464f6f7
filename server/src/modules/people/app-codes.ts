import { Secret, TOTP } from 'otpauth'
import { encodeQR } from 'qr'
import { decrypt, deriveKey, encrypt, isSame } from '../../kernel/secrets.ts'

/** An app's codes as RFC 6238 has them and every app reads them: six digits for thirty seconds, from 160 bits. */
const counting = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const secretBytes = 20
/** A code of the step before or after is taken too: clocks differ. */
const window = 1

/** A secret as an app takes it in: typed, as an address, or from a picture. */
export type Shown = { secret: string; otpauth_url: string; qr_svg: string }

export type AppCodes = {
  /** A new secret: sealed, as it is kept, and shown, as it is once. */
  make: (username: string) => { sealed: Buffer; shown: Shown }
  /** The step that a code belongs to, counted in periods; null for none near `at`. */
  stepOf: (sealed: Buffer, code: string, at: Date) => number | null
}

export function makeAppCodes(secret: string): AppCodes {
  const key = deriveKey(secret, 'second factor')
  return {
    make: (username) => {
      const fresh = new Secret({ size: secretBytes })
      const otpauth_url = new TOTP({ ...counting, issuer: 'Mortar', label: username, secret: fresh }).toString()
      const shown = { secret: fresh.base32, otpauth_url, qr_svg: encodeQR(otpauth_url, 'svg') }
      return { sealed: encrypt(key, fresh.base32), shown }
    },
    stepOf: (sealed, code, at) => {
      if (!/^\d{6}$/.test(code)) return null
      const totp = new TOTP({ ...counting, secret: Secret.fromBase32(decrypt(key, sealed)) })
      const now = Math.floor(at.getTime() / 1000 / counting.period)
      const steps = Array.from({ length: 2 * window + 1 }, (_, i) => now - window + i)
      const isOf = (step: number) => isSame(code, totp.generate({ timestamp: step * counting.period * 1000 }))
      return steps.find(isOf) ?? null
    },
  }
}
