import type { CodePurpose } from '@mortar/contract/facts'
import { z } from 'zod'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Codes } from '../people/index.ts'

/** What facts do not carry and more than one file of news needs: a statement each, however many facts there are. */

/** What shops are called, by id. */
export async function shopNames(tx: Tx, ids: number[]): Promise<(id: number) => string> {
  if (ids.length === 0) return nameless
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from shops.shops where id = any(${[...new Set(ids)]})`.execute(tx)
  const names = new Map(rows.map((row) => [row.id, row.name]))
  return (id) => names.get(id) ?? nameless()
}
const nameless = () => 'The shop'

/** Where a code goes, the code as it is typed, and a long one for the link. Such data makes letters only: it is kept nowhere. */
export const ofCode = z.object({ email: z.string(), code: z.string(), long: z.string() })
export type OfCode = z.infer<typeof ofCode>

type Issued = { user_id: number; purpose: CodePurpose; nonce: string }

/** By nonce, the codes that still hold. Undefined: another was asked for since, and only that one works. */
export async function codesFor(tx: Tx, issued: Issued[], codes: Codes): Promise<(nonce: string) => OfCode | undefined> {
  if (issued.length === 0) return () => undefined
  const { rows } = await sql<{ nonce: string; target: string }>`
    select nonce, target from people.codes
    where user_id = any(${issued.map((each) => each.user_id)}) and nonce = any(${issued.map((each) => each.nonce)})
      and used_at is null`.execute(tx)
  const targets = new Map(rows.map(({ nonce, target }) => [nonce, target]))
  const made = issued.flatMap(({ user_id, purpose, nonce }): [string, OfCode][] => {
    const email = targets.get(nonce)
    if (email === undefined) return []
    return [[nonce, { email, code: codes.of(user_id, purpose, nonce), long: codes.long(user_id, purpose, nonce) }]]
  })
  const byNonce = new Map(made)
  return (nonce) => byNonce.get(nonce)
}
