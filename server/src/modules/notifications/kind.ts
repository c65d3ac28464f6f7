import { languages, type Language } from '@mortar/contract'
import type { z } from 'zod'

/**
 * What is said. What a person buys is health data and mail is read on the way: no sentence names a product, and the data they
 * are made from has no place for one.
 */
export type Sentences = {
  /** One line; the subject of a mail. */
  title: string
  text: string
  /** Said where there can be no link, because the platform does not know its own address. */
  unlinked?: string
}
/** `link`: a path of the web product, without a language. */
export type Words = Sentences & { link: string | null }

type Wording<D> = Record<Language, (data: D) => Sentences> & {
  link: (data: D) => string | null
  /** It holds what opens an account: the text of its mail goes once that is sent. */
  isSecret?: boolean
}

/** One thing that people are told. Notices are kept with their data, so that words can change and be translated. */
export type Kind<D = unknown> = {
  data: z.ZodType<D>
  isSecret: boolean
  words(data: D, language: Language): Words
}
export type Named<D = unknown> = Kind<D> & { name: string }

export function kind<D>(data: z.ZodType<D>, { link, isSecret = false, ...wordings }: Wording<D>): Kind<D> {
  const words = (given: D, language: Language) => {
    const { title, ...rest } = wordings[spoken(language)](given)
    return { title: oneLine(title), ...rest, link: link(given) }
  }
  return { data, isSecret, words }
}

/** Each under its name, which is also that under which notices are kept: it never changes. */
export function named<K extends Record<string, Kind>>(kinds: K): { [N in keyof K]: K[N] & { name: string } } {
  return Object.fromEntries(Object.entries(kinds).map(([name, each]) => [name, { ...each, name }])) as {
    [N in keyof K]: K[N] & { name: string }
  }
}

/** A later program may speak more languages. */
export const spoken = (language: string): Language =>
  (languages as readonly string[]).includes(language) ? (language as Language) : 'en'

/** A shop's name is its owner's text: in a subject it must not begin another line. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
}
