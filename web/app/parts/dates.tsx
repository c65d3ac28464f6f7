import { useSyncExternalStore } from 'react'
import type { Locale } from './i18n/locales.ts'
import { useLocale } from './i18n/use.ts'
import { intlTag } from './money.ts'

const plain = (text: string) => text.replaceAll('\u202F', '\u00A0')

/** `2027-01-31`, a date without a clock. */
export function dayText(day: string, locale: Locale): string {
  const format = new Intl.DateTimeFormat(intlTag(locale), { dateStyle: 'medium', timeZone: 'UTC' })
  return plain(format.format(new Date(`${day}T00:00:00Z`)))
}

function instantText(instant: string, locale: Locale, timeZone?: string): string {
  const format = new Intl.DateTimeFormat(intlTag(locale), { dateStyle: 'medium', timeStyle: 'short', timeZone })
  return plain(format.format(new Date(instant)))
}

const never = () => () => undefined

/** The server does not know the visitor's zone: it writes UTC and says so, the browser puts its own in place. */
export function Instant({ at }: { at: string }) {
  const locale = useLocale()
  const text = useSyncExternalStore(
    never,
    () => instantText(at, locale),
    () => `${instantText(at, locale, 'UTC')} UTC`,
  )
  return <time dateTime={at}>{text}</time>
}

export function Day({ day }: { day: string }) {
  return <time dateTime={day}>{dayText(day, useLocale())}</time>
}
