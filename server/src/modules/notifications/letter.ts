import type { Letter } from './tell.ts'
import { say } from './words.ts'

export type Reader = { email: string; name: string }
export type Composed = { key: string; recipient: string; subject: string; text: string; html: string; at: string }

/** A mail as plain text, and the same as simple HTML. */
export function compose(letter: Letter, { email, name }: Reader): Composed {
  const { title, text } = say(letter.kind, letter.data)
  const body = `Hello ${name},\n\n${text}\n`
  return { key: letter.key, recipient: email, subject: title, text: body, html: htmlOf(body), at: letter.at }
}

function htmlOf(text: string): string {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escape(paragraph).replaceAll('\n', '<br>')}</p>`)
  return `<!doctype html><html lang="en"><body style="font-family: sans-serif">${paragraphs.join('')}</body></html>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
