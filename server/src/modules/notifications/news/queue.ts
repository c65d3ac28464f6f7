import type { Fact } from '@mortar/contract/facts'
import { z } from 'zod'
import { sql } from '../../../kernel/database.ts'
import { kind, named } from '../kind.ts'
import { notice, news } from '../news.ts'

const ofNumber = z.object({ order_number: z.string() })
const page = ({ order_number }: z.infer<typeof ofNumber>) => `/shop/orders/${order_number}`

const kinds = named({
  order_received: kind(ofNumber, {
    link: page,
    en: ({ order_number }) => ({
      title: `New order ${order_number}`,
      text: `Order ${order_number} is waiting for you to accept it.`,
    }),
    fr: ({ order_number }) => ({
      title: `Nouvelle commande ${order_number}`,
      text: `La commande ${order_number} attend que vous l’acceptiez.`,
    }),
  }),
  order_withdrawn: kind(ofNumber, {
    link: page,
    en: ({ order_number }) => ({
      title: `Order ${order_number} has been cancelled`,
      text: `The customer has cancelled order ${order_number}. Its items are back in stock.`,
    }),
    fr: ({ order_number }) => ({
      title: `Commande ${order_number} annulée`,
      text: `Le client a annulé la commande ${order_number}. Ses articles sont de nouveau en stock.`,
    }),
  }),
  order_reduced: kind(ofNumber, {
    link: page,
    en: ({ order_number }) => ({
      title: `Order ${order_number} has been partly cancelled`,
      text: `The customer has cancelled some items of order ${order_number}. They are back in stock; the rest of the order stands.`,
    }),
    fr: ({ order_number }) => ({
      title: `Commande ${order_number} annulée en partie`,
      text: `Le client a annulé des articles de la commande ${order_number}. Ils sont de nouveau en stock ; le reste de la commande tient.`,
    }),
  }),
  order_lapsed: kind(ofNumber, {
    link: page,
    en: ({ order_number }) => ({
      title: `Order ${order_number} has been cancelled`,
      text: `Order ${order_number} waited too long for your answer and has been cancelled. Its items are back in stock.`,
    }),
    fr: ({ order_number }) => ({
      title: `Commande ${order_number} annulée`,
      text: `La commande ${order_number} a attendu trop longtemps votre réponse : elle a été annulée. Ses articles sont de nouveau en stock.`,
    }),
  }),
})

/** Its buyer called it off, or some of it. */
const isWithdrawn = (fact: Fact): fact is Fact<'order.moved' | 'order.adjusted'> =>
  fact.type === 'order.moved'
    ? fact.data.to === 'cancelled' && fact.data.by === 'customer'
    : fact.type === 'order.adjusted' && fact.data.by === 'customer'

/**
 * What shops hear of the orders in their queue. An order reaches it at once, or with its payment; of a cancellation they hear
 * only if they had heard of the order.
 */
export const queue = news({
  kinds,
  /** Which of the orders that their buyers cancelled had reached their shop. */
  look: async (tx, facts: Fact<'order.placed' | 'order.released' | 'order.moved' | 'order.adjusted'>[]) => {
    const withdrawn = facts.filter(isWithdrawn).map(({ data }) => data.order_id)
    if (withdrawn.length === 0) return new Set<number>()
    const { rows } = await sql<{ id: number }>`
      select id from orders.orders where id = any(${withdrawn}) and released_at is not null`.execute(tx)
    return new Set(rows.map(({ id }) => id))
  },
  tell: {
    'order.placed': (data) =>
      data.orders
        .filter((order) => !order.awaiting_payment)
        .map(({ shop_id, order_number }) => notice({ shop_id }, kinds.order_received, { order_number }, order_number)),
    'order.released': ({ shop_id, order_number }) => [notice({ shop_id }, kinds.order_received, { order_number })],
    'order.moved': (data, reached) => {
      const { shop_id, order_id, order_number, to, by, reason } = data
      if (to === 'cancelled' && by === 'customer' && reached.has(order_id))
        return [notice({ shop_id }, kinds.order_withdrawn, { order_number })]
      return reason === 'shop_silent' ? [notice({ shop_id }, kinds.order_lapsed, { order_number })] : []
    },
    'order.adjusted': ({ shop_id, order_id, order_number, by }, reached) =>
      by === 'customer' && reached.has(order_id) ? [notice({ shop_id }, kinds.order_reduced, { order_number })] : [],
  },
})
