import type { Duty, LapseReason } from '@mortar/contract'
import { money, spaced, withCode, withNote } from './phrases.ts'
import type { Data, OfCode, OfOrder, Words, Wording } from './words.ts'

const forgetIt = 'Si ce n’était pas vous, ne faites rien : sans le code, rien ne change.'

/** Strangers can use up the tries of the short one. */
const longer = ({ long }: OfCode) =>
  `S’il est refusé à cause d’un trop grand nombre d’essais, celui-ci ne l’est pas : ${long}`

export const fr: Wording = {
  welcome: ({ role, proof }) => ({
    title: 'Bienvenue',
    text: [
      role === 'shopkeeper'
        ? 'Votre compte est prêt. Votre boutique attend d’être acceptée ; nous vous écrirons dès que ce sera décidé.'
        : 'Votre compte est prêt. Ravis de vous compter parmi nous.',
      ...(proof === null
        ? []
        : [`Merci de confirmer que cette adresse est la vôtre, avec ce code : ${spaced(proof.code)}`]),
    ].join('\n\n'),
    link: proof === null ? homes[role] : withCode('/verify', proof),
    ...(proof !== null && { unlinked: longer(proof) }),
  }),
  verify_email: (data) => ({
    title: 'Votre code',
    text: `Ce code confirme que l’adresse est la vôtre : ${spaced(data.code)}\n\nIl sert une fois, pendant un jour.`,
    link: withCode('/verify', data),
    unlinked: longer(data),
  }),
  reset_password: (data) => ({
    title: 'Un nouveau mot de passe',
    text: `Un nouveau mot de passe a été demandé pour votre compte. Le code : ${spaced(data.code)}\n\nIl sert une fois, pendant une heure. ${forgetIt}`,
    link: withCode('/reset', data),
    unlinked: longer(data),
  }),
  old_email: ({ code }) => ({
    title: 'Une autre adresse e-mail',
    text: `Votre compte doit changer d’adresse e-mail. Le code pour cette adresse-ci : ${spaced(code)}\n\nSi ce n’était pas vous, quelqu’un connaît votre mot de passe : changez-le.`,
    link: '/account/security',
  }),
  new_email: ({ code }) => ({
    title: 'Votre nouvelle adresse e-mail',
    text: `Cette adresse doit devenir celle d’un compte. Le code pour cette adresse-ci : ${spaced(code)}\n\n${forgetIt}`,
    link: '/account/security',
  }),
  sign_in: ({ code }) => ({
    title: 'Votre code de connexion',
    text: `Le code : ${spaced(code)}\n\nIl sert une fois, pendant dix minutes. Si ce n’était pas vous, quelqu’un connaît votre mot de passe : changez-le.`,
    link: null,
  }),
  enrol: ({ code }) => ({
    title: 'Votre second facteur',
    text: `Avec ce code, vous activez les codes par e-mail : ${spaced(code)}`,
    link: '/account/security',
  }),
  secured: ({ what }) => ({
    title: secured[what],
    text: `${secured[what]}. Si ce n’était pas vous, changez votre mot de passe sans attendre.`,
    link: '/account/security',
  }),
  staff_invited: ({ shop, duties, token }) => ({
    // A shop's name is its own words: it stands in quotes, and on no subject line of a stranger's mailbox.
    title: 'Une boutique vous invite dans son équipe',
    text: `La boutique « ${shop} » vous invite à travailler pour elle${duties.length === 0 ? '' : ` (${duties.map((duty) => dutyNames[duty]).join(', ')})`}. L’invitation est valable sept jours. Si vous ne connaissez pas cette boutique, ne faites rien.\n\nSon code : ${token}`,
    link: `/invitation?${new URLSearchParams({ token }).toString()}`,
  }),
  shop_registered: ({ shop }) => ({
    title: `${shop} attend d’être acceptée`,
    text: `La boutique ${shop} s’est inscrite et ne peut pas vendre avant d’être acceptée.`,
    link: '/admin',
  }),
  shop_approved: ({ shop, note }) => ({
    title: `${shop} est acceptée`,
    text: withNote(`Votre boutique ${shop} peut vendre dès maintenant.`, note),
    link: '/shop',
  }),
  shop_rejected: ({ shop, note }) => ({
    title: `${shop} a été refusée`,
    text: withNote(`Votre boutique ${shop} n’a pas été acceptée.`, note),
    link: '/shop',
  }),
  shop_suspended: ({ shop, note }) => ({
    title: `${shop} est suspendue`,
    text: withNote(
      `Votre boutique ${shop} est retirée du marché pour le moment. Les commandes déjà passées peuvent être honorées.`,
      note,
    ),
    link: '/shop',
  }),
  orders_placed: ({ orders }) => ({
    title: orders.length === 1 ? `Votre commande ${orders[0]?.order_number}` : `Vos ${orders.length} commandes`,
    text: [
      'Merci de votre commande.',
      orders
        .map((order) => `${order.order_number}, ${order.shop} : ${money(order.total_minor, order.currency, 'fr')}`)
        .join('\n'),
      orders.some((order) => order.awaiting_payment)
        ? 'Nous la transmettons dès qu’elle est payée.'
        : 'Nous vous écrirons quand elle sera en route.',
    ].join('\n\n'),
    link: '/orders',
  }),
  order_received: ({ order_number }) => ({
    title: `Nouvelle commande ${order_number}`,
    text: `La commande ${order_number} attend votre accord.`,
    link: `/shop/orders/${order_number}`,
  }),
  order_withdrawn: ({ order_number }) => ({
    title: `La commande ${order_number} est annulée`,
    text: `Le client a annulé la commande ${order_number}. Son stock est de nouveau libre.`,
    link: `/shop/orders/${order_number}`,
  }),
  order_approved: (data) => ofOrder(data, 'est acceptée', `${data.shop} prépare votre commande ${data.order_number}.`),
  order_shipped: (data) =>
    ofOrder(data, 'est en route', `${data.shop} a remis votre commande ${data.order_number} au transporteur.`),
  order_delivered: (data) => ofOrder(data, 'est livrée', `Votre commande ${data.order_number} est arrivée.`),
  order_cancelled: (data) => ofOrder(data, 'est annulée', cancelled[data.by](data)),
  order_returned: (data) =>
    ofOrder(data, 'est revenue', `${data.shop} a bien reçu le retour de votre commande ${data.order_number}.`),
  order_lapsed: ({ order_number }) => ({
    title: `Commande ${order_number} annulée`,
    text: `La commande ${order_number} a attendu trop longtemps votre réponse et a été annulée. Son stock est de nouveau libre.`,
    link: `/shop/orders/${order_number}`,
  }),
  refund_owed: ({ order_number, amount_minor, currency }) => ({
    title: 'Un remboursement dépasse votre solde',
    text: `Le remboursement de la commande ${order_number} dépasse ce que nous détenons pour vous. Vous nous devez la différence : ${money(amount_minor, currency, 'fr')}.`,
    link: `/shop/orders/${order_number}`,
  }),
}

const homes: Record<Data['welcome']['role'], string> = {
  customer: '/',
  shopkeeper: '/shop',
  staff: '/shop',
  admin: '/admin',
}

const secured: Record<Data['secured']['what'], string> = {
  password_changed: 'Votre mot de passe a été changé',
  email_changed: 'Votre adresse e-mail a été changée',
  second_factor_on: 'Votre second facteur est activé',
  second_factor_off: 'Votre second facteur est désactivé',
  recovery_code_used: 'Un de vos codes de secours a servi',
  recovery_codes_renewed: 'Vous avez de nouveaux codes de secours',
}

const dutyNames: Record<Duty, string> = { pharmacist: 'pharmacien', dispenser: 'préparateur', counter: 'vendeur' }

type Cancelled = Data['order_cancelled']

/** Whoever hears it may have paid by card, or would have paid at the door. */
const moneyBack = 'Si vous avez déjà payé, la somme vous est remboursée ; sinon, vous n’avez rien à payer.'

const cancelled: Record<Cancelled['by'], (data: Cancelled) => string> = {
  customer: ({ order_number }) => `Vous avez annulé votre commande ${order_number}.`,
  shop: ({ order_number, shop }) => `${shop} a annulé votre commande ${order_number}. ${moneyBack}`,
  system: (data) => lapses[data.reason ?? 'payment_timeout'](data),
}

const lapses: Record<LapseReason, (data: OfOrder) => string> = {
  payment_failed: ({ order_number }) =>
    `Le paiement de votre commande ${order_number} a été refusé : la commande est annulée. Rien n’a été débité.`,
  payment_timeout: ({ order_number }) => `Votre commande ${order_number} n’a pas été payée à temps : elle est annulée.`,
  shop_silent: ({ order_number, shop }) =>
    `${shop} n’a pas répondu à temps : votre commande ${order_number} est annulée. ${moneyBack}`,
}

function ofOrder({ order_number }: OfOrder, title: string, text: string): Words {
  return { title: `Votre commande ${order_number} ${title}`, text, link: `/orders/${order_number}` }
}
