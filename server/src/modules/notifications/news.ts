import type { Language } from '@mortar/contract'
import type { Fact, Facts, FactType } from '@mortar/contract/facts'
import type { Tx } from '../../kernel/database.ts'
import type { Codes } from '../people/index.ts'
import type { InvitationTokens } from '../shops/index.ts'
import type { Named } from './kind.ts'

/** Who is told: one person, the people of a shop, or the admins. */
export type Audience = { user_id: number } | { shop_id: number } | { admins: true }
/**
 * To a person, at another address than theirs where one shall be proved; or to somebody who is not here yet, for as long as the
 * invitation is kept that they have.
 */
export type Addressee =
  | { user_id: number; address?: string }
  | { address: string; language: Language; invitation_id: string }

type Saying = { kind: Named; data: unknown }
/** What appears in inboxes. `part` tells apart the several notices of one fact to one audience. */
export type Notice = Saying & { as: 'notice'; to: Audience; part?: string }
/** What is mailed. */
export type Letter = Saying & { as: 'letter'; to: Addressee }
export type Telling = Notice | Letter

export const notice = <D>(to: Audience, kind: Named<D>, data: D, part?: string): Notice => ({
  as: 'notice',
  to,
  kind,
  data,
  ...(part !== undefined && { part }),
})
export const letter = <D>(to: Addressee, kind: Named<D>, data: D): Letter => ({ as: 'letter', to, kind, data })
/** In the inbox, and by mail. */
export const both = <D>(user_id: number, kind: Named<D>, data: D): Telling[] => [
  notice({ user_id }, kind, data),
  letter({ user_id }, kind, data),
]

/** What makes secrets again: facts carry none. */
export type Secrets = { codes: Codes; tokens: InvitationTokens }

/** All that is said about one thing, in a file: the facts, what must be looked up, and the kinds with their words. */
export type News = {
  kinds: Record<string, Named>
  types: readonly FactType[]
  /** What its facts do not carry, such as names: a fixed number of statements, however many facts there are. */
  look: (tx: Tx, facts: Fact[], secrets: Secrets) => Promise<unknown>
  /** Who is told what of a fact. Pure. */
  tell: (fact: Fact, known: unknown) => Telling[]
}

/** Types news by the facts that it names. */
export function news<T extends FactType, L>(definition: {
  kinds: Record<string, Named>
  look: (tx: Tx, facts: Fact<T>[], secrets: Secrets) => Promise<L>
  tell: { [F in T]: (data: Facts[F], known: L) => Telling[] }
}): News {
  const { kinds, look, tell } = definition as unknown as Untyped
  return {
    kinds,
    types: Object.keys(tell) as FactType[],
    look,
    tell: ({ type, data }, known) => tell[type](data, known),
  }
}
type Untyped = Pick<News, 'kinds' | 'look'> & { tell: Record<FactType, (data: unknown, known: unknown) => Telling[]> }
