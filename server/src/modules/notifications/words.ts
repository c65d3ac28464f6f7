import type { Role } from '@mortar/contract'

/**
 * What is said, by kind. What a person buys is health data and mail is read on the way: no sentence here names a product,
 * and the data they are made from has no place for one.
 */
export type Words = {
  /** One line; the subject of a mail. */
  title: string
  text: string
  /** A path of the web product. */
  link: string | null
}

type Placed = { order_number: string; shop: string; total_minor: number; currency: string; awaiting_payment: boolean }
type OfOrder = { order_number: string; shop: string }
type OfShop = { shop: string; note: string | null }

/** What each kind is told with, as it is kept with the notification. */
export type Data = {
  welcome: { role: Role }
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
  order_cancelled: OfOrder & { by: 'customer' | 'shop' | 'system' }
  order_returned: OfOrder
}
export type Kind = keyof Data

const words: { [K in Kind]: (data: Data[K]) => Words } = {
  welcome: ({ role }) => ({
    title: 'Welcome',
    text:
      role === 'shopkeeper'
        ? 'Your account is ready. Your shop waits for approval; we write to you when it is decided.'
        : 'Your account is ready. Good to have you here.',
    link: role === 'shopkeeper' ? '/shop' : '/',
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
      orders.map((order) => `${order.order_number}, ${order.shop}: ${money(order)}`).join('\n'),
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
}

const cancelled: Record<Data['order_cancelled']['by'], (data: OfOrder) => string> = {
  customer: ({ order_number }) => `You have cancelled your order ${order_number}.`,
  shop: ({ order_number, shop }) => `${shop} has cancelled your order ${order_number}.`,
  system: ({ order_number }) => `Your order ${order_number} was not paid in time and is cancelled.`,
}

export function say<K extends Kind>(kind: K, data: Data[K]): Words {
  const { title, text, link } = words[kind](data)
  return { title: oneLine(title), text, link }
}

function ofOrder({ order_number }: OfOrder, title: string, text: string): Words {
  return { title: `Your order ${order_number} ${title}`, text, link: `/orders/${order_number}` }
}

function withNote(text: string, note: string | null): string {
  return note === null ? text : `${text}\n\n${note}`
}

/** A shop's name is its owner's text: in a subject it must not begin another line. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
}

function money({ total_minor, currency }: Placed): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.format(total_minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}
