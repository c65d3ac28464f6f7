import { lapseReasons, type Language } from '@mortar/contract'
import { z } from 'zod'
import { say, spoken, type Data, type Kind, type Words } from './words.ts'

const ofOrder = z.object({ order_number: z.string(), shop: z.string() })
const ofShop = z.object({ shop: z.string(), note: z.string().nullable() })
const ofNumber = z.object({ order_number: z.string() })

/** What notifications are kept with. Programs of two versions write to one inbox: what is kept is read by its schema. */
const kept = {
  shop_registered: z.object({ shop: z.string() }),
  shop_approved: ofShop,
  shop_rejected: ofShop,
  shop_suspended: ofShop,
  order_received: ofNumber,
  order_withdrawn: ofNumber,
  order_approved: ofOrder,
  order_shipped: ofOrder,
  order_delivered: ofOrder,
  order_cancelled: ofOrder.extend({
    by: z.enum(['customer', 'shop', 'system']),
    reason: z.enum(lapseReasons).nullable().default(null),
  }),
  order_lapsed: ofNumber,
  order_returned: ofOrder,
  refund_owed: ofNumber.extend({ amount_minor: z.int(), currency: z.string() }),
} satisfies { [K in Kind]?: z.ZodType<Data[K]> }

/** A kind that makes notices; the others make mails, and their data is kept nowhere. */
export type NoticeKind = keyof typeof kept

const plain: Record<Language, Words> = {
  en: { title: 'A new notification', text: 'Its text will appear here shortly.', link: null },
  fr: { title: 'Une nouvelle notification', text: 'Son texte s’affichera ici sous peu.', link: null },
}

/** The words of a notification that was kept; plain ones for what a later program wrote and this one cannot read. */
export function sayKept(kind: string, data: unknown, language: string): Words {
  const schema = Object.hasOwn(kept, kind) ? kept[kind as NoticeKind] : undefined
  const read = schema?.safeParse(data)
  return read?.success === true ? say(kind as NoticeKind, read.data, spoken(language)) : plain[spoken(language)]
}
