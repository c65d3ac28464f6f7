import type { Tx } from '../../kernel/database.ts'
import type { Caller, Person } from '../../kernel/module.ts'
import { mergeGuest } from './merge.ts'
import { readToken, type Owner } from './token.ts'

export type CartCall = Caller & { person: Person | null }

/** The first call that bears both a person and a guest's token also brings the guest's lines over. */
export async function ownerOf(tx: Tx, { person, cart_token, at }: CartCall): Promise<Owner> {
  const token = readToken(cart_token)
  if (person === null) return { user_id: null, token }
  if (token !== null) await mergeGuest(tx, person.id, token, at)
  return { user_id: person.id, token: null }
}
