import type { Language } from '@mortar/contract'
import type { OfCode } from './look.ts'

/** What the words of several kinds share. */

/** `12345678` as it is read aloud. */
export const spaced = (code: string) => code.replace(/(\d{4})(?=\d)/g, '$1 ')

/** A page with address and long code filled in. A link alone changes nothing: its form must be sent. */
export const withCode = (path: string, { email, long }: OfCode) =>
  `${path}?${new URLSearchParams({ email, code: long }).toString()}`

export const withNote = (text: string, note: string | null) => (note === null ? text : `${text}\n\n${note}`)

export function money(amount_minor: number, currency: string, language: Language): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency })
  return format.format(amount_minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** Strangers can use up the tries of the short one. */
export const longer = ({ long }: OfCode, language: Language) =>
  language === 'fr'
    ? `S’il est refusé après trop d’essais, utilisez celui-ci : ${long}`
    : `If it is refused because of too many attempts, use this one instead: ${long}`
