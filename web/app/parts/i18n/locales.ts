/** English has no prefix in the address, French lives under `/fr`. */
export const locales = ['en', 'fr'] as const
export type Locale = (typeof locales)[number]

export const localeNames: Record<Locale, string> = { en: 'English', fr: 'Français' }

export const localeOf = (pathname: string): Locale => (/^\/fr(\/|$)/.test(pathname) ? 'fr' : 'en')

/** `/fr/cart` → `/cart`: the address without its language. */
export const bare = (pathname: string): string => pathname.replace(/^\/fr(?=\/|$)/, '') || '/'

/** `/cart` → `/fr/cart`, with its query if it has one. */
export const localized = (path: string, locale: Locale): string =>
  locale === 'en' ? path : `/fr${path === '/' ? '' : path}`
