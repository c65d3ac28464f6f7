import enAccount from 'virtual:messages/en/account'
import enBrowse from 'virtual:messages/en/browse'
import enConsole from 'virtual:messages/en/console'
import enError from 'virtual:messages/en/error'
import enStorefront from 'virtual:messages/en/storefront'
import frAccount from 'virtual:messages/fr/account'
import frBrowse from 'virtual:messages/fr/browse'
import frConsole from 'virtual:messages/fr/console'
import frError from 'virtual:messages/fr/error'
import frStorefront from 'virtual:messages/fr/storefront'
import files from 'virtual:message-files'
import { addMessages, type MessageFiles } from './catalogues.ts'
import type { Locale } from './locales.ts'

/** A server speaks every language from the start. */
export function addAllMessages(): void {
  for (const one of [enStorefront, enBrowse, enAccount, enConsole, enError]) addMessages('en', one)
  for (const one of [frStorefront, frBrowse, frAccount, frConsole, frError]) addMessages('fr', one)
}

export const messageFiles = (locale: Locale): MessageFiles => ({
  storefront: files[`${locale}/storefront`] ?? '',
  browse: files[`${locale}/browse`] ?? '',
  account: files[`${locale}/account`] ?? '',
  console: files[`${locale}/console`] ?? '',
  error: files[`${locale}/error`] ?? '',
})
