import { browse as contract } from '@mortar/contract'
import { serve, type Served } from '../../kernel/module.ts'
import { cappedList, listed } from '../../kernel/page.ts'
import { expensiveProducts } from './expensive.ts'
import { priceHistory } from './history.ts'
import { myProducts } from './mine.ts'
import { getProduct } from './product.ts'
import { searchProducts } from './search.ts'

export const browseRoutes: Served[] = serve(contract, {
  search_products: async (tx, call) => {
    const { count, results } = await searchProducts(tx, call.query, call.at)
    return cappedList(call, count, results)
  },
  get_product: (tx, { params, at }) => getProduct(tx, params.slug, at),
  expensive_products: async (tx, call) => {
    const { count, results } = await expensiveProducts(tx, call.query, call.at)
    return cappedList(call, count, results)
  },
  price_history: async (tx, call) => {
    const { currency, count, results } = await priceHistory(tx, call.params.slug, call.query)
    return { currency, ...listed(call, count, results) }
  },
  my_products: async (tx, call) => {
    const { count, results } = await myProducts(tx, call.person.shop_id, call.query, call.at)
    return listed(call, count, results)
  },
})
