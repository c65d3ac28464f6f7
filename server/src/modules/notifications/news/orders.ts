import { lapseReasons, type Language, type LapseReason, type OrderStatus } from '@mortar/contract'
import type { Fact } from '@mortar/contract/facts'
import { z } from 'zod'
import { kind, named, type Sentences } from '../kind.ts'
import { shopNames } from '../look.ts'
import { money } from '../phrases.ts'
import { both, letter, news } from '../news.ts'

const ofOrder = z.object({ order_number: z.string(), shop: z.string() })
type OfOrder = z.infer<typeof ofOrder>

const placed = z.object({
  orders: z.array(ofOrder.extend({ total_minor: z.int(), currency: z.string(), awaiting_payment: z.boolean() })),
})
type Placed = z.infer<typeof placed>

const cancelled = ofOrder.extend({
  by: z.enum(['customer', 'shop', 'system']),
  reason: z.enum(lapseReasons).nullable().default(null),
})
type Cancelled = z.output<typeof cancelled>

const reduced = ofOrder.extend({ by: z.enum(['customer', 'shop']), amount_minor: z.int(), currency: z.string() })
type Reduced = z.output<typeof reduced>

const page = ({ order_number }: OfOrder) => `/orders/${order_number}`

const kinds = named({
  orders_placed: kind(placed, {
    link: () => '/orders',
    en: ({ orders }) => ({
      title: orders.length === 1 ? `Your order ${orders[0]?.order_number}` : `Your ${orders.length} orders`,
      text: [
        'Thank you for your order.',
        bills(orders, 'en'),
        awaits(orders) ? 'We will pass it on as soon as it is paid.' : 'We will write to you when it is on its way.',
      ].join('\n\n'),
    }),
    fr: ({ orders }) => ({
      title: orders.length === 1 ? `Votre commande ${orders[0]?.order_number}` : `Vos ${orders.length} commandes`,
      text: [
        'Merci de votre commande.',
        bills(orders, 'fr'),
        awaits(orders)
          ? 'Nous la transmettrons dès qu’elle sera payée.'
          : 'Nous vous écrirons dès qu’elle sera en route.',
      ].join('\n\n'),
    }),
  }),
  order_approved: kind(ofOrder, {
    link: page,
    en: (data) => yours(data, 'has been accepted', `${data.shop} is preparing your order ${data.order_number}.`),
    fr: (data) => votre(data, 'est acceptée', `${data.shop} prépare votre commande ${data.order_number}.`),
  }),
  order_shipped: kind(ofOrder, {
    link: page,
    en: (data) =>
      yours(data, 'is on its way', `${data.shop} has handed your order ${data.order_number} to the carrier.`),
    fr: (data) =>
      votre(data, 'est en route', `${data.shop} a remis votre commande ${data.order_number} au transporteur.`),
  }),
  order_delivered: kind(ofOrder, {
    link: page,
    en: (data) => yours(data, 'has been delivered', `Your order ${data.order_number} has arrived.`),
    fr: (data) => votre(data, 'est livrée', `Votre commande ${data.order_number} est arrivée.`),
  }),
  order_cancelled: kind(cancelled, {
    link: page,
    en: (data) => yours(data, 'has been cancelled', why.en[data.by](data)),
    fr: (data) => votre(data, 'est annulée', why.fr[data.by](data)),
  }),
  order_part_cancelled: kind(reduced, {
    link: page,
    en: (data) => yours(data, 'has been partly cancelled', part.en[data.by](data)),
    fr: (data) => votre(data, 'est annulée en partie', part.fr[data.by](data)),
  }),
  order_returned: kind(ofOrder, {
    link: page,
    en: (data) =>
      yours(data, 'has been returned', `${data.shop} has received the return of your order ${data.order_number}.`),
    fr: (data) =>
      votre(data, 'est revenue', `${data.shop} a bien reçu le retour de votre commande ${data.order_number}.`),
  }),
})

function yours({ order_number }: OfOrder, title: string, text: string): Sentences {
  return { title: `Your order ${order_number} ${title}`, text }
}

function votre({ order_number }: OfOrder, title: string, text: string): Sentences {
  return { title: `Votre commande ${order_number} ${title}`, text }
}

const colons: Record<Language, string> = { en: ':', fr: ' :' }

function bills(orders: Placed['orders'], language: Language): string {
  const amount = (order: Placed['orders'][number]) => money(order.total_minor, order.currency, language)
  return orders.map((each) => `${each.order_number}, ${each.shop}${colons[language]} ${amount(each)}`).join('\n')
}

const awaits = (orders: Placed['orders']) => orders.some((order) => order.awaiting_payment)

/** Whoever hears it may have paid by card, or would have paid at the door. */
const moneyBack: Record<Language, string> = {
  en: 'If you have already paid, your money will be refunded; if not, there is nothing to pay.',
  fr: 'Si vous avez déjà payé, vous serez remboursé ; sinon, vous n’avez rien à payer.',
}

const lapses: Record<Language, Record<LapseReason, (data: OfOrder) => string>> = {
  en: {
    payment_failed: ({ order_number }) =>
      `The payment for your order ${order_number} was declined, so the order has been cancelled. You have not been charged.`,
    payment_timeout: ({ order_number }) => `Your order ${order_number} was not paid in time, so it has been cancelled.`,
    shop_silent: ({ order_number, shop }) =>
      `${shop} did not answer in time, so your order ${order_number} has been cancelled. ${moneyBack.en}`,
  },
  fr: {
    payment_failed: ({ order_number }) =>
      `Le paiement de votre commande ${order_number} a été refusé : la commande est annulée. Rien n’a été débité.`,
    payment_timeout: ({ order_number }) =>
      `Votre commande ${order_number} n’a pas été payée à temps : elle est annulée.`,
    shop_silent: ({ order_number, shop }) =>
      `${shop} n’a pas répondu à temps : votre commande ${order_number} est annulée. ${moneyBack.fr}`,
  },
}

const why: Record<Language, Record<Cancelled['by'], (data: Cancelled) => string>> = {
  en: {
    customer: ({ order_number }) => `You have cancelled your order ${order_number}.`,
    shop: ({ order_number, shop }) => `${shop} has cancelled your order ${order_number}. ${moneyBack.en}`,
    system: (data) => lapses.en[data.reason ?? 'payment_timeout'](data),
  },
  fr: {
    customer: ({ order_number }) => `Vous avez annulé votre commande ${order_number}.`,
    shop: ({ order_number, shop }) => `${shop} a annulé votre commande ${order_number}. ${moneyBack.fr}`,
    system: (data) => lapses.fr[data.reason ?? 'payment_timeout'](data),
  },
}

const amountOf = ({ amount_minor, currency }: Reduced, language: Language) => money(amount_minor, currency, language)

const part: Record<Language, Record<Reduced['by'], (data: Reduced) => string>> = {
  en: {
    customer: (data) =>
      `You have cancelled items worth ${amountOf(data, 'en')} of your order ${data.order_number}. The rest goes ahead.`,
    shop: (data) =>
      `${data.shop} has cancelled items worth ${amountOf(data, 'en')} of your order ${data.order_number}. The rest goes ahead. If you have already paid for them, your money will be refunded.`,
  },
  fr: {
    customer: (data) =>
      `Vous avez annulé ${amountOf(data, 'fr')} d’articles de votre commande ${data.order_number}. Le reste suit son cours.`,
    shop: (data) =>
      `${data.shop} a annulé ${amountOf(data, 'fr')} d’articles de votre commande ${data.order_number}. Le reste suit son cours. Si vous avez déjà payé, ces articles vous seront remboursés.`,
  },
}

const moves = {
  approved: kinds.order_approved,
  shipped: kinds.order_shipped,
  delivered: kinds.order_delivered,
  returned: kinds.order_returned,
} satisfies { [S in OrderStatus]?: unknown }

/** What buyers hear of their orders: of all that they placed at once, and of each as it goes on. */
export const orders = news({
  kinds,
  look: (tx, facts: Fact<'order.placed' | 'order.moved' | 'order.adjusted'>[]) =>
    shopNames(
      tx,
      facts.flatMap(({ type, data }) =>
        type === 'order.placed' ? data.orders.map(({ shop_id }) => shop_id) : [data.shop_id],
      ),
    ),
  tell: {
    'order.placed': ({ customer_id, ...data }, nameOf) => {
      const bill = data.orders.map(({ shop_id, ...order }) => ({ ...order, shop: nameOf(shop_id) }))
      return [letter({ user_id: customer_id }, kinds.orders_placed, { orders: bill })]
    },
    'order.moved': ({ customer_id, shop_id, order_number, to, by, reason }, nameOf) => {
      const data = { order_number, shop: nameOf(shop_id) }
      if (to === 'pending') return []
      if (to === 'cancelled') return both(customer_id, kinds.order_cancelled, { ...data, by, reason })
      return both(customer_id, moves[to], data)
    },
    'order.adjusted': ({ customer_id, shop_id, order_number, by, amount_minor, currency }, nameOf) =>
      both(customer_id, kinds.order_part_cancelled, {
        order_number,
        shop: nameOf(shop_id),
        by,
        amount_minor,
        currency,
      }),
  },
})
