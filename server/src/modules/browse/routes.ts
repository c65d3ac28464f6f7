import { browse as contract } from '@mortar/contract'
import { serve, type Kernel, type Served } from '../../kernel/module.ts'
import { cappedList, listed } from '../../kernel/page.ts'
import { expensiveProducts } from './expensive.ts'
import { priceHistory } from './history.ts'
import { listLots } from './lots.ts'
import { myProducts } from './mine.ts'
import { getProduct } from './product.ts'
import { searchProducts } from './search.ts'
import { getShop } from './shop.ts'
import { listShortages } from './shortages.ts'
import { waitingIn, waitingStream } from './waiting.ts'

export const browseRoutes = (kernel: Kernel): Served[] =>
  serve(
    contract,
    {
      search_products: async (tx, call) => {
        return cappedList(call, await searchProducts(tx, call.query, call.at))
      },
      get_shop: (tx, { params }) => getShop(tx, params.slug),
      get_product: (tx, { params, at }) => getProduct(tx, params.slug, at),
      expensive_products: async (tx, call) => {
        return cappedList(call, await expensiveProducts(tx, call.query, call.at))
      },
      price_history: async (tx, call) => {
        const { currency, ...page } = await priceHistory(tx, call.params.slug, call.query, call.at)
        return { currency, ...listed(call, page) }
      },
      my_products: async (tx, call) => {
        return listed(call, await myProducts(tx, call.person.shop_id, call.query, call.at))
      },
      restock_products: async (tx, call) => {
        return listed(call, await listShortages(tx, call.person.shop_id, call.query, call.at))
      },
      list_lots: async (tx, call) => {
        return listed(call, await listLots(tx, call.person.shop_id, call.query, call.at))
      },
      get_my_shop_waiting: (tx, { person, at }) => waitingIn(tx, person, at),
    },
    { get_my_shop_waiting: waitingStream(kernel) },
  )
