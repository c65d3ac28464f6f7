import type en from '../../messages/en.json'
import type { Area } from './areas.ts'
import type { Compiled } from './format.ts'
import { localeOf, type Locale } from './locales.ts'

export type MessageKey = keyof typeof en
export type Catalogue = Record<string, Compiled>
export type MessageFiles = Record<Area, string>

/** Filled before anything renders: on a server with all there is, in a browser with the page's language and areas. */
const catalogues: Record<Locale, Catalogue> = { en: {}, fr: {} }

export const messageOf = (locale: Locale, key: string): Compiled | undefined => catalogues[locale][key]

export function addMessages(locale: Locale, catalogue: Catalogue): void {
  Object.assign(catalogues[locale], catalogue)
}

/** Where the page names the files of its language's messages. */
export const filesMeta = 'mortar-messages'

/** For a route module's top level: a browser waits for an area's messages, a server has them already. */
export async function browserMessages(...wanted: Area[]): Promise<void> {
  if (import.meta.env.SSR) return
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${filesMeta}"]`)
  const files = JSON.parse(meta?.content ?? '{}') as Partial<MessageFiles>
  const loaded = await Promise.all(wanted.map((area) => load(files[area])))
  for (const catalogue of loaded) addMessages(localeOf(location.pathname), catalogue)
}

async function load(file: string | undefined): Promise<Catalogue> {
  if (file === undefined) return {}
  return ((await import(/* @vite-ignore */ file)) as { default: Catalogue }).default
}
