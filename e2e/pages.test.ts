import { lookedAt } from './looked-at.ts'

/** Every page of strangers and of buyers. `:product` and `:order` are looked up. */
lookedAt({
  stranger: [
    '/',
    '/fr',
    '/search?q=paracetamol',
    '/search?q=nothing-is-called-so',
    '/products/:product',
    '/shops/demo-pharmacy-lyon',
    '/cart',
    '/sign-in',
    '/register',
    '/register/shop',
    '/verify',
    '/verify?done=confirmed',
    '/forgot',
    '/sign-out',
    '/reset?email=somebody@visitors.test&sent',
    '/invitation?token=no-such-invitation',
    '/demo/mail',
    '/no-such-page',
  ],
  'demo-customer-1': [
    '/cart',
    '/orders',
    '/orders/:order',
    '/notifications',
    '/fr/orders',
    '/account',
    '/account/addresses',
    '/account/addresses?new',
    '/account/security',
    '/account/privacy',
    '/fr/account/security',
  ],
  'demo-substitute': ['/switch', '/fr/switch', '/shop'],
})
