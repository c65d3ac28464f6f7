import { deriveKey, seal, unseal } from '../../kernel/secrets.ts'

/** What the mail to somebody invited bears: the invitation's id under our seal. It is stored nowhere. */
export type InvitationTokens = {
  of: (invitationId: string) => string
  /** Null: it is not ours. Whether the invitation is still open is asked of its row. */
  read: (token: string) => string | null
}

export function makeInvitationTokens(secret: string): InvitationTokens {
  const key = deriveKey(secret, 'staff invitation')
  return { of: (id) => seal(key, id), read: (token) => unseal(key, token) }
}
