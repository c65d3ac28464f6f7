import { index, layout, prefix, route, type RouteConfig } from '@react-router/dev/routes'

const catalogue = [
  index('storefront/catalogue/home.tsx'),
  route('search', 'storefront/catalogue/search.tsx'),
  route('products/:slug', 'storefront/catalogue/product.tsx'),
  route('shops/:slug', 'storefront/catalogue/shop.tsx'),
]

const buying = [
  route('cart', 'storefront/buying/cart.tsx'),
  route('checkout', 'storefront/buying/checkout.tsx'),
  route('checkout/complete', 'storefront/buying/checkout-complete.tsx'),
  route('orders', 'storefront/buying/orders.tsx'),
  route('orders/:order_number', 'storefront/buying/order.tsx'),
  route('demo/pay', 'storefront/buying/demo-pay.tsx'),
]

const inbox = [
  route('notifications', 'storefront/inbox/notifications.tsx'),
  route('demo/mail', 'storefront/inbox/demo-mail.tsx'),
]

const signIn = [
  route('sign-in', 'storefront/sign-in/sign-in.tsx'),
  route('sign-out', 'storefront/sign-in/sign-out.tsx'),
  route('register', 'storefront/sign-in/register.tsx'),
  route('register/shop', 'storefront/sign-in/register-shop.tsx'),
  route('verify', 'storefront/sign-in/verify.tsx'),
  route('forgot', 'storefront/sign-in/forgot.tsx'),
  route('reset', 'storefront/sign-in/reset.tsx'),
  route('invitation', 'storefront/sign-in/invitation.tsx'),
]

const account = [
  route('account', 'storefront/account/frame.tsx', [
    index('storefront/account/profile.tsx'),
    route('addresses', 'storefront/account/addresses.tsx'),
    route('security', 'storefront/account/security.tsx'),
    route('privacy', 'storefront/account/privacy.tsx'),
  ]),
  route('switch', 'storefront/account/switch.tsx'),
  route('account/export', 'storefront/account/export.ts'),
]

const storefront = layout('storefront/layout.tsx', [
  ...catalogue,
  layout('storefront/personal.tsx', [...buying, ...inbox, ...signIn, ...account]),
  route('*', 'storefront/not-found.tsx'),
])

const shop = route('shop', 'shop/layout.tsx', [
  index('shop/orders/orders.tsx'),
  route('orders/:order_number', 'shop/orders/order.tsx'),
  route('products', 'shop/products/products.tsx'),
  route('products/new', 'shop/products/new-product.tsx'),
  route('products/:slug', 'shop/products/product.tsx'),
  route('stock', 'shop/stock/stock.tsx'),
  route('stock/receive', 'shop/stock/receive.tsx'),
  route('staff', 'shop/staff/staff.tsx'),
  route('settings', 'shop/settings.tsx'),
])

const admin = route('admin', 'admin/layout.tsx', [
  index('admin/shops/waiting.tsx'),
  route('shops', 'admin/shops/shops.tsx'),
  route('people', 'admin/people/people.tsx'),
  route('people/:username', 'admin/people/person.tsx'),
  route('active', 'admin/people/active.tsx'),
  route('audit', 'admin/audit/audit.tsx'),
  route('audit/export', 'admin/audit/audit-export.ts'),
  route('settings', 'admin/settings/settings.tsx'),
])

/** English at `/…`, French at `/fr/…`: the same pages. */
export default prefix('fr?', [storefront, shop, admin]) satisfies RouteConfig
