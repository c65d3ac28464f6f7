import type { Duty, LapseReason } from '@mortar/contract'
import { money, spaced, withCode, withNote } from './phrases.ts'
import type { Data, OfCode, OfOrder, Words, Wording } from './words.ts'

const forgetIt = 'If it was not you, do nothing: without the code nothing changes.'

/** Strangers can use up the tries of the short one. */
const longer = ({ long }: OfCode) => `If it is refused because of too many tries, this one is not: ${long}`

export const en: Wording = {
  welcome: ({ role, proof }) => ({
    title: 'Welcome',
    text: [
      role === 'shopkeeper'
        ? 'Your account is ready. Your shop waits for approval; we write to you when it is decided.'
        : 'Your account is ready. Good to have you here.',
      ...(proof === null ? [] : [`Please prove that this address is yours, with this code: ${spaced(proof.code)}`]),
    ].join('\n\n'),
    link: proof === null ? homes[role] : withCode('/verify', proof),
    ...(proof !== null && { unlinked: longer(proof) }),
  }),
  verify_email: (data) => ({
    title: 'Your code',
    text: `This code proves that the address is yours: ${spaced(data.code)}\n\nIt works once, for a day.`,
    link: withCode('/verify', data),
    unlinked: longer(data),
  }),
  reset_password: (data) => ({
    title: 'A new password',
    text: `Somebody asked for a new password of your account. The code: ${spaced(data.code)}\n\nIt works once, for an hour. ${forgetIt}`,
    link: withCode('/reset', data),
    unlinked: longer(data),
  }),
  old_email: ({ code }) => ({
    title: 'Another e-mail address',
    text: `Your account shall get another e-mail address. The code for this end: ${spaced(code)}\n\nIf it was not you, somebody knows your password: change it.`,
    link: '/account/security',
  }),
  new_email: ({ code }) => ({
    title: 'Your new e-mail address',
    text: `This address shall become that of an account. The code for this end: ${spaced(code)}\n\n${forgetIt}`,
    link: '/account/security',
  }),
  sign_in: ({ code }) => ({
    title: 'Your code to sign in',
    text: `The code: ${spaced(code)}\n\nIt works once, for ten minutes. If it was not you, somebody knows your password: change it.`,
    link: null,
  }),
  enrol: ({ code }) => ({
    title: 'Your second factor',
    text: `With this code you turn on codes by mail: ${spaced(code)}`,
    link: '/account/security',
  }),
  secured: ({ what }) => ({
    title: secured[what],
    text: `${secured[what]}. If it was not you, set a new password at once.`,
    link: '/account/security',
  }),
  staff_invited: ({ shop, duties, token }) => ({
    // A shop's name is its own words: it stands in quotes, and on no subject line of a stranger's mailbox.
    title: 'You are invited to a shop’s staff',
    text: `The shop “${shop}” invites you to work for it${duties.length === 0 ? '' : ` as ${duties.map((duty) => dutyNames[duty]).join(', ')}`}. The invitation lives for seven days. If you do not know the shop, do nothing.\n\nIts code: ${token}`,
    link: `/invitation?${new URLSearchParams({ token }).toString()}`,
  }),
  shop_registered: ({ shop }) => ({
    title: `${shop} waits for approval`,
    text: `The shop ${shop} has registered and cannot sell until it is approved.`,
    link: '/admin',
  }),
  shop_approved: ({ shop, note }) => ({
    title: `${shop} is approved`,
    text: withNote(`Your shop ${shop} can sell now.`, note),
    link: '/shop',
  }),
  shop_rejected: ({ shop, note }) => ({
    title: `${shop} was turned down`,
    text: withNote(`Your shop ${shop} was not approved.`, note),
    link: '/shop',
  }),
  shop_suspended: ({ shop, note }) => ({
    title: `${shop} is suspended`,
    text: withNote(
      `Your shop ${shop} is off the market for now. Orders that were placed can still be fulfilled.`,
      note,
    ),
    link: '/shop',
  }),
  orders_placed: ({ orders }) => ({
    title: orders.length === 1 ? `Your order ${orders[0]?.order_number}` : `Your ${orders.length} orders`,
    text: [
      'Thank you for your order.',
      orders
        .map((order) => `${order.order_number}, ${order.shop}: ${money(order.total_minor, order.currency, 'en')}`)
        .join('\n'),
      orders.some((order) => order.awaiting_payment)
        ? 'We pass it on as soon as it is paid.'
        : 'We write to you when it is on its way.',
    ].join('\n\n'),
    link: '/orders',
  }),
  order_received: ({ order_number }) => ({
    title: `New order ${order_number}`,
    text: `The order ${order_number} waits for your approval.`,
    link: `/shop/orders/${order_number}`,
  }),
  order_withdrawn: ({ order_number }) => ({
    title: `Order ${order_number} was cancelled`,
    text: `The customer has cancelled the order ${order_number}. Its stock is free again.`,
    link: `/shop/orders/${order_number}`,
  }),
  order_approved: (data) => ofOrder(data, 'was accepted', `${data.shop} prepares your order ${data.order_number}.`),
  order_shipped: (data) =>
    ofOrder(data, 'is on its way', `${data.shop} has handed your order ${data.order_number} to the carrier.`),
  order_delivered: (data) => ofOrder(data, 'was delivered', `Your order ${data.order_number} has arrived.`),
  order_cancelled: (data) => ofOrder(data, 'was cancelled', cancelled[data.by](data)),
  order_returned: (data) => ofOrder(data, 'came back', `${data.shop} has your order ${data.order_number} back.`),
  order_lapsed: ({ order_number }) => ({
    title: `Order ${order_number} was cancelled`,
    text: `The order ${order_number} waited too long for your answer and was cancelled. Its stock is free again.`,
    link: `/shop/orders/${order_number}`,
  }),
  refund_owed: ({ order_number, amount_minor, currency }) => ({
    title: 'A refund is more than your balance',
    text: `The refund of order ${order_number} was more than we hold for you. You owe us the rest: ${money(amount_minor, currency, 'en')}.`,
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
  password_changed: 'Your password was changed',
  email_changed: 'Your e-mail address was changed',
  second_factor_on: 'Your second factor was turned on',
  second_factor_off: 'Your second factor was turned off',
  recovery_code_used: 'One of your recovery codes was used',
  recovery_codes_renewed: 'You have new recovery codes',
}

const dutyNames: Record<Duty, string> = {
  pharmacist: 'pharmacist',
  dispenser: 'dispenser',
  counter: 'counter assistant',
}

type Cancelled = Data['order_cancelled']

/** Whoever hears it may have paid by card, or would have paid at the door. */
const moneyBack = 'If you have already paid, your money is refunded; if not, there is nothing to pay.'

const cancelled: Record<Cancelled['by'], (data: Cancelled) => string> = {
  customer: ({ order_number }) => `You have cancelled your order ${order_number}.`,
  shop: ({ order_number, shop }) => `${shop} has cancelled your order ${order_number}. ${moneyBack}`,
  system: (data) => lapses[data.reason ?? 'payment_timeout'](data),
}

const lapses: Record<LapseReason, (data: OfOrder) => string> = {
  payment_failed: ({ order_number }) =>
    `The payment for your order ${order_number} was declined, so the order is cancelled. Nothing was charged.`,
  payment_timeout: ({ order_number }) => `Your order ${order_number} was not paid in time and is cancelled.`,
  shop_silent: ({ order_number, shop }) =>
    `${shop} did not answer in time, so your order ${order_number} is cancelled. ${moneyBack}`,
}

function ofOrder({ order_number }: OfOrder, title: string, text: string): Words {
  return { title: `Your order ${order_number} ${title}`, text, link: `/orders/${order_number}` }
}
