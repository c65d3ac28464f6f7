import enAccount from 'virtual:messages/en/account'
import enConsole from 'virtual:messages/en/console'
import enStorefront from 'virtual:messages/en/storefront'
import frAccount from 'virtual:messages/fr/account'
import frConsole from 'virtual:messages/fr/console'
import frStorefront from 'virtual:messages/fr/storefront'
import files from 'virtual:message-files'
import { addMessages, type MessageFiles } from './catalogues.ts'
import type { Locale } from './locales.ts'

/** A server speaks every language from the start. */
export function addAllMessages(): void {
  for (const one of [enStorefront, enAccount, enConsole]) addMessages('en', one)
  for (const one of [frStorefront, frAccount, frConsole]) addMessages('fr', one)
}

export const messageFiles = (locale: Locale): MessageFiles => ({
  storefront: files[`${locale}/storefront`] ?? '',
  account: files[`${locale}/account`] ?? '',
  console: files[`${locale}/console`] ?? '',
})
