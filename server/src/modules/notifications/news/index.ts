import type { Named } from '../kind.ts'
import type { News } from '../news.ts'
import { account } from './account.ts'
import { codes } from './codes.ts'
import { orders } from './orders.ts'
import { queue } from './queue.ts'
import { refunds } from './refunds.ts'
import { shops } from './shops.ts'
import { staff } from './staff.ts'

/** All that people are told of, a file each: its facts, its kinds with their words, and what must be looked up. */
export const allNews: readonly News[] = [account, codes, staff, shops, orders, queue, refunds]

/** By name. */
export const kinds: ReadonlyMap<string, Named> = new Map(
  allNews.flatMap((news) => Object.values(news.kinds).map((each) => [each.name, each])),
)
