import type { Order } from '@mortar/contract'
import { data } from 'react-router'
import type { Web } from './page.server.ts'

const orders_at_most = 50

/** The orders named in an address such as `?order=…&order=…`: what one checkout made. The API says whose they are. */
export async function ordersNamed({ api, url }: Web): Promise<[Order, ...Order[]]> {
  const numbers = [...new Set(url.searchParams.getAll('order'))].slice(0, orders_at_most)
  const [first, ...others] = await Promise.all(
    numbers.map((order_number) => api.get_order({ params: { order_number } })),
  )
  if (first === undefined) throw data(null, { status: 404 })
  return [first, ...others]
}
