import type { Fact } from '@mortar/contract/facts'
import type { Tx } from '../../kernel/database.ts'
import type { Letter, Notice, Secrets, Telling } from './topic.ts'
import { topics } from './topics/index.ts'

/** `key` comes from the fact: told twice, it is one. */
type Keyed<T extends Telling> = T & { key: string; at: string }
export type KeyedNotice = Keyed<Notice>
export type KeyedLetter = Keyed<Letter>

/** Every type of fact that some topic speaks of. */
export const heard = [...new Set(topics.flatMap((topic) => topic.types))]

/** What each fact makes known to whom, in the order of the facts. */
export async function tellings(
  tx: Tx,
  facts: Fact[],
  secrets: Secrets,
): Promise<{ notices: KeyedNotice[]; letters: KeyedLetter[] }> {
  const known = new Map<unknown, unknown>()
  for (const topic of topics) {
    const its = facts.filter(({ type }) => topic.types.includes(type))
    if (its.length > 0) known.set(topic, await topic.look(tx, its, secrets))
  }
  const all = facts.flatMap((fact) =>
    topics
      .filter(({ types }) => types.includes(fact.type))
      .flatMap((topic) => topic.tell(fact, known.get(topic)))
      .map((telling) => ({ ...telling, key: keyOf(fact, telling), at: fact.at })),
  )
  return {
    notices: all.filter((each) => each.as === 'notice'),
    letters: all.filter((each) => each.as === 'letter'),
  }
}

function keyOf({ id }: Fact, telling: Telling): string {
  return telling.as === 'notice' && telling.part !== undefined ? `fact:${id}:${telling.part}` : `fact:${id}`
}
