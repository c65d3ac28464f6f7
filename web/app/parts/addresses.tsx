import { useLocation } from 'react-router'
import { bare, locales, localized } from './i18n/locales.ts'
import { useLocale } from './i18n/use.ts'
import { useFrame } from './person.ts'

/** What anybody may find through a search engine: the store and its goods, and the ways in. */
const open = /^\/(?:search|products\/[^/]+|shops\/[^/]+|register(?:\/shop)?)?$/

/**
 * The one address of a public page, and of the same page in the other languages; every other page is for whoever is on it. Of a
 * search, what narrows it makes no page of its own but for a category; results of words that somebody typed are none.
 */
export function Addresses() {
  const { origin } = useFrame()
  const locale = useLocale()
  const { pathname, search } = useLocation()
  const path = bare(pathname)
  const params = new URLSearchParams(search)
  if (!open.test(path) || (path === '/search' && params.has('q'))) return <meta name="robots" content="noindex" />
  const kept = new URLSearchParams(
    [...params].filter(([name]) => name === 'page' || (name === 'category' && path === '/search')),
  )
  const query = kept.size === 0 ? '' : `?${kept.toString()}`
  return (
    <>
      <link rel="canonical" href={origin + localized(path, locale) + query} />
      {locales.map((each) => (
        <link key={each} rel="alternate" hrefLang={each} href={origin + localized(path, each) + query} />
      ))}
      <link rel="alternate" hrefLang="x-default" href={origin + path + query} />
    </>
  )
}
