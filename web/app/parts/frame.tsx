import { useEffect, useRef } from 'react'
import { useLocation, useNavigation } from 'react-router'
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
    <A to="/" className="flex items-center gap-2.5 text-xl font-bold tracking-tight">
      <img src="/favicon.svg" alt="" width={34} height={34} />
      Mortar
      {note !== undefined && <span className="badge badge-good">{note}</span>}
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

/** After a change of page the keyboard and the screen reader start at its content, as after a full load. */
export function useFocusOnPage() {
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const last = useRef(pathname)
  useEffect(() => {
    if (last.current === pathname) return
    last.current = pathname
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return main
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
