import { index, layout, prefix, route, type RouteConfig } from '@react-router/dev/routes'

const mine = route('account', 'storefront/account/frame.tsx', [
  index('storefront/account/profile.tsx'),
  route('addresses', 'storefront/account/addresses.tsx'),
  route('security', 'storefront/account/security.tsx'),
  route('privacy', 'storefront/account/privacy.tsx'),
])

const account = layout('storefront/account.tsx', [
  route('cart', 'storefront/cart.tsx'),
  route('checkout', 'storefront/checkout.tsx'),
  route('checkout/complete', 'storefront/checkout-complete.tsx'),
  route('orders', 'storefront/orders.tsx'),
  route('orders/:order_number', 'storefront/order.tsx'),
  route('notifications', 'storefront/notifications.tsx'),
  route('sign-in', 'storefront/sign-in.tsx'),
  route('sign-out', 'storefront/sign-out.tsx'),
  route('register', 'storefront/register.tsx'),
  route('register/shop', 'storefront/register-shop.tsx'),
  route('verify', 'storefront/verify.tsx'),
  route('forgot', 'storefront/forgot.tsx'),
  route('reset', 'storefront/reset.tsx'),
  route('invitation', 'storefront/invitation.tsx'),
  mine,
  route('account/export', 'storefront/account/export.ts'),
  route('demo/pay', 'storefront/demo-pay.tsx'),
  route('demo/mail', 'storefront/demo-mail.tsx'),
])

const storefront = layout('storefront/layout.tsx', [
  index('storefront/home.tsx'),
  route('search', 'storefront/search.tsx'),
  route('products/:slug', 'storefront/product.tsx'),
  route('shops/:slug', 'storefront/shop.tsx'),
  account,
  route('*', 'storefront/not-found.tsx'),
])

const shop = route('shop', 'shop/layout.tsx', [
  index('shop/orders.tsx'),
  route('orders/:order_number', 'shop/order.tsx'),
  route('products', 'shop/products.tsx'),
  route('products/new', 'shop/new-product.tsx'),
  route('products/:slug', 'shop/product.tsx'),
  route('stock', 'shop/stock.tsx'),
  route('stock/receive', 'shop/receive.tsx'),
  route('staff', 'shop/staff.tsx'),
  route('settings', 'shop/settings.tsx'),
])

const admin = route('admin', 'admin/layout.tsx', [
  index('admin/waiting.tsx'),
  route('shops', 'admin/shops.tsx'),
  route('people', 'admin/people.tsx'),
  route('people/:username', 'admin/person.tsx'),
  route('active', 'admin/active.tsx'),
  route('audit', 'admin/audit.tsx'),
  route('audit/export', 'admin/audit-export.ts'),
  route('settings', 'admin/settings.tsx'),
])

/** English at `/…`, French at `/fr/…`: the same pages. */
export default prefix('fr?', [storefront, shop, admin]) satisfies RouteConfig
