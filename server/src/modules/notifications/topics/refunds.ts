import { z } from 'zod'
import { kind, named } from '../kind.ts'
import { money } from '../phrases.ts'
import { notice, topic } from '../topic.ts'

const owed = z.object({ order_number: z.string(), amount_minor: z.int(), currency: z.string() })

const kinds = named({
  refund_owed: kind(owed, {
    link: ({ order_number }) => `/shop/orders/${order_number}`,
    en: ({ order_number, amount_minor, currency }) => ({
      title: 'A refund was more than your balance',
      text: `The refund for order ${order_number} was more than we hold for you. You owe us the difference: ${money(amount_minor, currency, 'en')}.`,
    }),
    fr: ({ order_number, amount_minor, currency }) => ({
      title: 'Un remboursement dépasse votre solde',
      text: `Le remboursement de la commande ${order_number} dépasse ce que nous détenons pour vous. Vous nous devez la différence : ${money(amount_minor, currency, 'fr')}.`,
    }),
  }),
})

/** What goes wrong with money that goes back. */
export const refunds = topic({
  kinds,
  look: () => Promise.resolve(null),
  tell: { 'refund.owed': ({ shop_id, ...data }) => [notice({ shop_id }, kinds.refund_owed, data)] },
})
