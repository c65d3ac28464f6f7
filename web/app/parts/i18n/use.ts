import { useLocation } from 'react-router'
import { messageOf, type MessageKey } from './catalogues.ts'
import { format, type Values } from './format.ts'
import { localeOf, localized, type Locale } from './locales.ts'

export type Translate = ((key: MessageKey, values?: Values) => string) & {
  locale: Locale
  /** For keys made from data (a form, a refusal's code): null when there is no such message. */
  maybe: (key: string, values?: Values) => string | null
}

const translators: Partial<Record<Locale, Translate>> = {}

export function translator(locale: Locale): Translate {
  return (translators[locale] ??= make(locale))
}

function make(locale: Locale): Translate {
  const maybe = (key: string, values?: Values) => {
    const message = messageOf(locale, key)
    return message === undefined ? null : format(message, locale, values)
  }
  return Object.assign((key: MessageKey, values?: Values) => maybe(key, values) ?? key, { locale, maybe })
}

export const useLocale = (): Locale => localeOf(useLocation().pathname)

export const useT = (): Translate => translator(useLocale())

/** Keeps the language: `/cart` becomes `/fr/cart` on a French page. */
export function usePath(): (path: string) => string {
  const locale = useLocale()
  return (path) => localized(path, locale)
}
