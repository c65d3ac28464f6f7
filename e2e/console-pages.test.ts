import { lookedAt } from './looked-at.ts'

/** Every page of shops, of their people and of admins. `:own` is looked up. */
lookedAt({
  'demo-lyon': [
    '/shop',
    '/shop?queue=completed',
    '/shop/products',
    '/shop/products/new',
    '/shop/products/:own',
    '/shop/stock',
    '/shop/stock?show=low',
    '/shop/stock?show=expiring',
    '/shop/stock?q=nothing-is-called-so',
    '/shop/stock/receive',
    '/shop/staff',
    '/fr/shop/staff',
  ],
  'demo-lyon-counter': ['/shop', '/shop/products', '/shop/products/:own', '/shop/stock/receive'],
  'demo-admin': [
    '/admin',
    '/admin/shops',
    '/admin/people',
    '/admin/people?q=nobody-is-called-so',
    '/admin/people/demo-lyon-counter',
    '/admin/active',
    '/admin/audit',
    '/admin/audit?actor=no+name',
    '/fr/admin/audit?action=user',
    '/admin/settings',
  ],
})
