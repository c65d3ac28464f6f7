import { languages, type Duty, type Language, type LapseReason, type Role } from '@mortar/contract'
import type { Secured } from '@mortar/contract/facts'
import { en } from './words.en.ts'
import { fr } from './words.fr.ts'

/**
 * What is said, by kind. What a person buys is health data and mail is read on the way: no sentence here names a product,
 * and the data they are made from has no place for one.
 */
export type Words = {
  /** One line; the subject of a mail. */
  title: string
  text: string
  /** A path of the web product, without a language. */
  link: string | null
  /** Said where there can be no link, because the platform does not know its own address. */
  unlinked?: string
}

export type Placed = {
  order_number: string
  shop: string
  total_minor: number
  currency: string
  awaiting_payment: boolean
}
export type OfOrder = { order_number: string; shop: string }
export type OfShop = { shop: string; note: string | null }
/** Where a code goes, the code as it is typed, and a long one for the link. Such data makes letters only: it is kept nowhere. */
export type OfCode = { email: string; code: string; long: string }

/** What each kind is told with. That of notices is kept with the notification. */
export type Data = {
  /** `proof`: of the address; null where there is nothing to prove. */
  welcome: { role: Role; proof: OfCode | null }
  verify_email: OfCode
  reset_password: OfCode
  old_email: OfCode
  new_email: OfCode
  sign_in: OfCode
  enrol: OfCode
  secured: { what: Secured }
  staff_invited: { shop: string; duties: Duty[]; token: string }
  shop_registered: { shop: string }
  shop_approved: OfShop
  shop_rejected: OfShop
  shop_suspended: OfShop
  orders_placed: { orders: Placed[] }
  order_received: { order_number: string }
  order_withdrawn: { order_number: string }
  order_approved: OfOrder
  order_shipped: OfOrder
  order_delivered: OfOrder
  order_cancelled: OfOrder & { by: 'customer' | 'shop' | 'system'; reason: LapseReason | null }
  order_lapsed: { order_number: string }
  order_returned: OfOrder
  refund_owed: { order_number: string; amount_minor: number; currency: string }
}
export type Kind = keyof Data
export type Wording = { [K in Kind]: (data: Data[K]) => Words }

/** Their mails hold what opens an account: the text goes once it is sent. */
export const secretKinds: ReadonlySet<Kind> = new Set<Kind>([
  'welcome',
  'verify_email',
  'reset_password',
  'old_email',
  'new_email',
  'sign_in',
  'enrol',
  'staff_invited',
])

const wordings: Record<Language, Wording> = { en, fr }

export function say<K extends Kind>(kind: K, data: Data[K], language: Language): Words {
  const words = wordings[spoken(language)][kind](data)
  return { ...words, title: oneLine(words.title) }
}

/** A later program may speak more languages. */
export const spoken = (language: string): Language =>
  (languages as readonly string[]).includes(language) ? (language as Language) : 'en'

/** A shop's name is its owner's text: in a subject it must not begin another line. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
}
