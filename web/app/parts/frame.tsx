import { useEffect, useRef } from 'react'
import { useLocation, useNavigation, type Location } from 'react-router'
import { bare, localeNames, locales, localized } from './i18n/locales.ts'
import { useLocale, useT } from './i18n/use.ts'
import { A } from './link.tsx'

/** First in the tab order: past the header, to what the page is about. */
export function SkipLink() {
  return (
    <a href="#main" className="btn btn-main skip">
      {useT()('frame.skip')}
    </a>
  )
}

export function Wordmark({ note }: { note?: string }) {
  return (
    <A to="/" className="flex min-w-0 items-center gap-2.5 text-xl font-bold tracking-tight">
      <img src="/favicon.svg" alt="" width={34} height={34} className="flex-none" />
      <span className={note === undefined ? '' : 'max-sm:sr-only'}>Mortar</span>
      {note !== undefined && <span className="badge badge-good block truncate">{note}</span>}
    </A>
  )
}

/** A bar at the top while the next page is on its way; nothing for answers that come at once. */
export function Progress() {
  const t = useT()
  const busy = useNavigation().state !== 'idle'
  return (
    <output>
      {busy && (
        <span className="progress">
          <span className="sr-only">{t('frame.loading')}</span>
        </span>
      )}
    </output>
  )
}

/**
 * After a change of page the keyboard and the screen reader start at its content, as after a full load; after another page or
 * filter of a list at the head of that list; and what a form says of itself has them already. They are never nowhere.
 */
export function useFocusOnPage() {
  const main = useRef<HTMLElement>(null)
  const location = useLocation()
  const last = useRef(location)
  useEffect(() => {
    const { key, pathname } = last.current
    if (key === location.key) return
    last.current = location
    if (document.activeElement?.closest('[data-said]') != null) return
    const isLost = document.activeElement === null || document.activeElement === document.body
    const to = pathname === location.pathname ? headOf(main.current, location) : main.current
    if (to !== null) to.focus({ preventScroll: true })
    else if (isLost) main.current?.focus({ preventScroll: true })
  }, [location])
  return main
}

/** The head of the list that has another page or filter now: of the part that the address names, if it names one. */
function headOf(main: HTMLElement | null, { state, hash }: Location<unknown>): HTMLElement | null {
  if (typeof state !== 'object' || state === null || !('inList' in state)) return null
  const part = hash === '' ? main : document.getElementById(hash.slice(1))
  return part?.querySelector<HTMLElement>('[data-list]') ?? null
}

/** The same page in the other languages; a full load, because messages come by language. */
export function LanguageSwitch() {
  const { pathname, search } = useLocation()
  const here = useLocale()
  return (
    <ul className="flex gap-3" aria-label={useT()('frame.language')}>
      {locales.map((locale) => (
        <li key={locale}>
          {locale === here ? (
            <span aria-current="true" className="font-semibold">
              {localeNames[locale]}
            </span>
          ) : (
            <a href={localized(bare(pathname), locale) + search} lang={locale} hrefLang={locale} className="link">
              {localeNames[locale]}
            </a>
          )}
        </li>
      ))}
    </ul>
  )
}
