import type { Locale } from './i18n/locales.ts'

const tags: Record<Locale, string> = { en: 'en-IE', fr: 'fr-FR' }
export const intlTag = (locale: Locale): string => tags[locale]

const formats: Record<string, Intl.NumberFormat> = {}

/** Minor units to the reader's notation. One kind of space, so that server and browser agree to the byte. */
export function money(minor: number, currency: string, locale: Locale): string {
  const format = (formats[locale + currency] ??= new Intl.NumberFormat(tags[locale], { style: 'currency', currency }))
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(minor / 10 ** digits).replaceAll('\u202F', '\u00A0')
}
