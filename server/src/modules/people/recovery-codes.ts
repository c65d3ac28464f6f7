import { createHmac, randomInt } from 'node:crypto'
import type { Tx } from '../../kernel/database.ts'
import { publish } from '../../kernel/facts.ts'
import { deriveKey } from '../../kernel/secrets.ts'
import { plain } from './codes.ts'
import { setRecoveryCodes, spendRecoveryCode } from './store/factors.ts'

const count = 10
/** Without letters and digits that are taken for each other. Ten of these hold 49 bits. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const length = 10

/** They let in whoever has lost the second factor. They are shown when they are made; what is kept are hashes. */
export type RecoveryCodes = {
  /** New ones in place of the old. */
  renew: (tx: Tx, userId: number) => Promise<string[]>
  /** Whether it is one that was not used yet; it is now, and its owner is told. */
  spend: (tx: Tx, userId: number, code: string, at: Date) => Promise<boolean>
}

export function makeRecoveryCodes(secret: string): RecoveryCodes {
  const key = deriveKey(secret, 'recovery codes')
  const hashOf = (userId: number, code: string) =>
    createHmac('sha256', key)
      .update(`${userId}.${plain(code)}`)
      .digest()
  return {
    renew: async (tx, userId) => {
      const codes = Array.from({ length: count }, aCode)
      const hashes = codes.map((code) => hashOf(userId, code))
      await setRecoveryCodes(tx, userId, hashes)
      return codes
    },
    spend: async (tx, userId, code, at) => {
      if (plain(code).length !== length) return false
      if (!(await spendRecoveryCode(tx, userId, hashOf(userId, code), at))) return false
      await publish(tx, 'account.secured', { user_id: userId, what: 'recovery_code_used' })
      return true
    },
  }
}

function aCode(): string {
  const drawn = Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
  return `${drawn.slice(0, 5)}-${drawn.slice(5)}`
}
