import type { DeliveryTerms } from '@mortar/contract'
import type { Locale } from './i18n/locales.ts'
import { translator } from './i18n/use.ts'
import { money } from './money.ts'

/** What a shop asks for bringing an order, and when it comes, in words: neither they nor the rules travel to a browser. */
export function deliveryText({ fee, free_from, days }: DeliveryTerms, currency: string, locale: Locale) {
  const t = translator(locale)
  const shown = (minor: number) => money(minor, currency, locale)
  const paid =
    free_from === null
      ? t('delivery.fee', { fee: shown(fee) })
      : t('delivery.free_from', { fee: shown(fee), amount: shown(free_from) })
  return { price: fee === 0 ? t('delivery.free') : paid, time: t('delivery.days', { days }) }
}
