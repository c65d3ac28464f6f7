import type { Language } from '@mortar/contract'
import { spoken } from './kind.ts'
import type { KeyedLetter } from './tell.ts'

/** `name` is null of somebody we do not know yet, who has an invitation instead. */
export type Reader = {
  user_id: number | null
  invitation_id: string | null
  email: string
  name: string | null
  language: Language
}
export type Composed = {
  key: string
  user_id: number | null
  invitation_id: string | null
  recipient: string
  subject: string
  text: string
  html: string
  is_secret: boolean
  at: string
}

const greetings: Record<Language, string> = { en: 'Hello', fr: 'Bonjour' }
/** As `parts/i18n/locales.ts` of the web has it: English at `/…`, French at `/fr/…`. */
const prefixes: Record<Language, string> = { en: '', fr: '/fr' }

/** A mail as plain text, and the same as simple HTML. It ends with a link where the platform knows its own address. */
export function compose(letter: KeyedLetter, reader: Reader, origin: string | undefined): Composed {
  const { email, name } = reader
  const language = spoken(reader.language)
  const { title, text, link, unlinked } = letter.kind.words(letter.data, language)
  const greeting = [greetings[language], name].filter(Boolean).join(' ')
  const address = origin === undefined || link === null ? null : origin + prefixes[language] + link
  const end = address ?? unlinked
  const body = [`${greeting},`, text, ...(end === undefined ? [] : [end])].join('\n\n') + '\n'
  return {
    key: letter.key,
    user_id: reader.user_id,
    invitation_id: reader.invitation_id,
    recipient: email,
    subject: title,
    text: body,
    html: htmlOf(body, address, language),
    is_secret: letter.kind.isSecret,
    at: letter.at,
  }
}

function htmlOf(text: string, address: string | null, language: Language): string {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map(
      (paragraph) => `<p>${paragraph === address ? linkTo(address) : escape(paragraph).replaceAll('\n', '<br>')}</p>`,
    )
  return `<!doctype html><html lang="${language}"><body style="font-family: sans-serif">${paragraphs.join('')}</body></html>`
}

const linkTo = (address: string) => `<a href="${escape(address)}">${escape(address)}</a>`

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
