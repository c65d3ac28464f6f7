import type { browse as contract } from '@mortar/contract'
import { inShop, noSlug, page, seenProduct, type Rows } from '../row.ts'
import { shopThatIs } from '../town.ts'

export const browse: Rows<typeof contract> = {
  get_shop: {
    thing: ({ shop: slug }) => slug,
    missing: noSlug,
    hidden: (town) => shopThatIs(town, 'pending'),
    given: (_, slug) => ({ params: { slug } }),
  },
  search_products: {
    given: ({ shop: slug }) => ({
      query: {
        ...page,
        q: 'plasters',
        category: 'first-aid',
        shop: slug,
        min_price: '1',
        max_price: '100000',
        in_stock: 'true',
        prescription: 'false',
        manufacturer: 'Example Laboratory',
        substance: 'paracetamol',
        form: 'tablet',
        strength: '500 mg',
        expires_after: '2026-01-01',
        sort: 'price',
      },
    }),
  },
  get_product: { ...seenProduct, given: (_, slug) => ({ params: { slug } }) },
  expensive_products: { given: () => ({ query: { ...page, category: 'first-aid', history: 'true' } }) },
  price_history: { ...seenProduct, given: (_, slug) => ({ params: { slug }, query: page }) },
  get_my_shop_waiting: {},
  restock_products: { given: () => ({ query: { ...page, q: 'plasters' } }) },
  list_lots: {
    given: ({ product }) => ({
      query: { ...page, q: product.sku, product: product.slug, expires_before: '2199-12-31' },
    }),
    tells: { text: ({ product }) => product.slug, to: inShop },
  },
  my_products: {
    given: ({ product }) => ({ query: { ...page, q: 'plasters', product: product.slug, sort: 'newest' } }),
    tells: { text: ({ product }) => product.slug, to: inShop },
  },
}
