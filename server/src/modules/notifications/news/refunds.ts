import { z } from 'zod'
import { kind, named } from '../kind.ts'
import { money } from '../phrases.ts'
import { notice, news } from '../news.ts'

const owed = z.object({ order_number: z.string(), amount_minor: z.int(), currency: z.string() })

const refused = z.object({
  order_numbers: z.array(z.string()),
  amount_minor: z.int(),
  currency: z.string(),
  reason: z.string().nullable(),
})

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
  /** To admins. The reason is the provider's own words, and in its language. */
  refund_refused: kind(refused, {
    link: () => '/admin',
    en: ({ order_numbers, amount_minor, currency, reason }) => ({
      title: 'A refund was not sent',
      text: [
        `The payment provider did not send a refund of ${money(amount_minor, currency, 'en')}${order_numbers.length === 0 ? '' : ` for ${order_numbers.join(', ')}`}.`,
        ...(reason === null ? [] : [`Its reason: “${reason}”.`]),
        'It will not be tried again: please pay the buyer back in another way.',
      ].join(' '),
    }),
    fr: ({ order_numbers, amount_minor, currency, reason }) => ({
      title: 'Un remboursement n’a pas été envoyé',
      text: [
        `Le prestataire de paiement n’a pas envoyé un remboursement de ${money(amount_minor, currency, 'fr')}${order_numbers.length === 0 ? '' : ` pour ${order_numbers.join(', ')}`}.`,
        ...(reason === null ? [] : [`Motif indiqué : « ${reason} ».`]),
        'Il n’y aura pas d’autre essai : veuillez rembourser l’acheteur autrement.',
      ].join(' '),
    }),
  }),
})

/** What goes wrong with money that goes back. */
export const refunds = news({
  kinds,
  look: () => Promise.resolve(null),
  tell: {
    'refund.owed': ({ shop_id, ...data }) => [notice({ shop_id }, kinds.refund_owed, data)],
    'refund.refused': ({ order_numbers, amount_minor, currency, reason }) => [
      notice({ admins: true }, kinds.refund_refused, { order_numbers, amount_minor, currency, reason }),
    ],
  },
})
