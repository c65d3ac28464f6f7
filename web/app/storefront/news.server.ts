import { localeOf } from '../parts/i18n/locales.ts'
import { translator } from '../parts/i18n/use.ts'
import type { Told } from './news.tsx'

/** For the home page, which does not bring the words of an account along. */
export function newsOf({ pathname, searchParams }: URL): Told | null {
  const t = translator(localeOf(pathname))
  if (searchParams.has('registered')) {
    return { title: t('register.done'), children: t('register.mailed'), to: '/verify', link: t('register.verify') }
  }
  if (searchParams.has('deleted')) return { title: t('privacy.deleted'), children: t('privacy.deleted_text') }
  return null
}
