import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { openGate } from './load.ts'

const derive = promisify(argon2)

/** argon2id with the first of OWASP's recommended settings (Password Storage Cheat Sheet): 19 MiB, two passes. */
const owasp = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }
export type Cost = typeof owasp

/** Stands in a hash's place where no password is right: nobody signs in as somebody who was deleted. */
export const noPassword = 'none'

export type Passwords = {
  hash: (password: string) => Promise<string>
  /** Takes as long for a person who does not exist (null) as for one who does. */
  verify: (password: string, hash: string | null) => Promise<boolean>
}

/**
 * Hashing takes a core and 19 MiB for some 20 ms: no more than `places` run at once, the others wait in line. Less of a `cost` is
 * for tests alone.
 */
export function makePasswords({ places = 2, cost = owasp }: { places?: number; cost?: Cost } = {}): Passwords {
  const gate = openGate({ places, queue: 500, patience_ms: 10_000 })
  const salted = async (password: string, nonce: Buffer, { memory, passes, parallelism, tagLength }: Cost) => {
    const leave = await gate.enter()
    try {
      return await derive('argon2id', {
        message: password.normalize('NFKC'),
        nonce,
        memory,
        passes,
        parallelism,
        tagLength,
      })
    } finally {
      leave()
    }
  }
  return {
    hash: async (password) => {
      const nonce = randomBytes(16)
      const tag = await salted(password, nonce, cost)
      return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${text(nonce)}$${text(tag)}`
    },
    verify: async (password, hash) => {
      const parts = hash === null || hash === noPassword ? null : read(hash)
      const tag = await salted(password, parts?.nonce ?? Buffer.alloc(16), parts?.cost ?? cost)
      return parts !== null && tag.length === parts.tag.length && timingSafeEqual(tag, parts.tag)
    },
  }
}

const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** The PHC string format: the settings travel with the hash, so that they can be raised later. */
function read(hash: string): { nonce: Buffer; tag: Buffer; cost: Cost } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash)
  if (match === null) throw new Error('a stored password hash is not in the PHC format')
  const [, memory, passes, parallelism, nonce = '', tag = ''] = match
  const bytes = Buffer.from(tag, 'base64')
  return {
    nonce: Buffer.from(nonce, 'base64'),
    tag: bytes,
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism), tagLength: bytes.length },
  }
}
