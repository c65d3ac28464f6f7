import type { Language } from '@mortar/contract'
import { spoken, type Words } from './kind.ts'
import { kinds } from './news/index.ts'

const plain: Record<Language, Words> = {
  en: { title: 'A new notification', text: 'Its text will appear here shortly.', link: null },
  fr: { title: 'Une nouvelle notification', text: 'Son texte s’affichera ici sous peu.', link: null },
}

/**
 * The words of a notification that was kept; plain ones for what a later program wrote and this one cannot read. Programs of two
 * versions write to one inbox: what is kept is read by the schema of its kind.
 */
export function sayKept(kind: string, data: unknown, language: string): Words {
  const known = kinds.get(kind)
  const read = known?.data.safeParse(data)
  const words = read?.success === true ? known?.words(read.data, spoken(language)) : undefined
  return words ?? plain[spoken(language)]
}
