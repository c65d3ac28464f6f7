import type { Fact } from '@mortar/contract/facts'
import type { Tx } from '../../kernel/database.ts'
import type { Letter, Notice, Secrets, Telling } from './news.ts'
import { allNews } from './news/index.ts'

/** `key` comes from the fact: told twice, it is one. */
type Keyed<T extends Telling> = T & { key: string; at: string }
export type KeyedNotice = Keyed<Notice>
export type KeyedLetter = Keyed<Letter>

/** Every type of fact that some news is about. */
export const heard = [...new Set(allNews.flatMap((news) => news.types))]

/** What each fact makes known to whom, in the order of the facts. */
export async function tellings(
  tx: Tx,
  facts: Fact[],
  secrets: Secrets,
): Promise<{ notices: KeyedNotice[]; letters: KeyedLetter[] }> {
  const known = new Map<unknown, unknown>()
  for (const news of allNews) {
    const its = facts.filter(({ type }) => news.types.includes(type))
    if (its.length > 0) known.set(news, await news.look(tx, its, secrets))
  }
  const all = facts.flatMap((fact) =>
    allNews
      .filter(({ types }) => types.includes(fact.type))
      .flatMap((news) => news.tell(fact, known.get(news)))
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
