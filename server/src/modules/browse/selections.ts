import { sql } from '../../kernel/database.ts'
import type { Value } from '../../kernel/statement.ts'
import { countBound, offsetOf, type Paging } from '../../kernel/page.ts'
import { isOffered } from '../catalogue/index.ts'
import { offerAt } from '../pricing/index.ts'
import { isOpen } from '../shops/index.ts'
import { cardColumns } from './card.ts'
import { cardsByPage, cut, limit, newest, type Order, type Selection, type Sql } from './list.ts'

/** Products of shops that are open; with their offer, the lowest price of their variants. */
export const ofShops = sql`catalogue.products p join shops.shops s on s.id = p.shop_id and ${isOpen()}`
export const withOffers = (at: Value<Date>): Sql => sql`${ofShops} join ${offerAt('p.id', at)}`
export const isPublic = isOffered()

const bound = sql.lit(countBound)

/** Counts no further than the bound; `rows` is a query whose columns do not matter. */
export const countTo = (rows: Sql): Sql => sql`select count(*) from (${rows} limit ${bound}) counted`

/** Shop by shop, so that nothing is read but the index of a shop's products: 80 µs for the 1,000 that count. */
const countOfAll = countTo(sql`
  select from shops.shops s
  cross join lateral (select from catalogue.products p where p.shop_id = s.id and ${isPublic} limit ${bound}) of_shop
  where ${isOpen()}`)

/** All there is, in an order that an index has. */
export const everythingIn = (order: Order) =>
  cardsByPage((paging, { at }) => ({
    page: cut(sql`${withOffers(at)} where ${isPublic}`, order, paging),
    order: order.shown,
    count: countOfAll,
    fixed: true,
  }))

/** The newest of a shop. As a subquery the shop is one value, and the index of its products has the order. */
export function newestOf(shop: string, paging: Paging, at: Date): Selection {
  const isOfShop = sql`${isPublic} and p.shop_id = ${shopNamed(shop)}`
  return {
    page: cut(sql`${withOffers(at)} where ${isOfShop}`, newest, paging),
    order: newest.shown,
    count: countTo(sql`select from ${ofShops} where ${isOfShop}`),
    fixed: true,
  }
}

export const shopNamed = (slug: string): Sql => sql`(select id from shops.shops where slug = ${slug})`

/**
 * The newest of a category: of it and each of its children the newest that fill the pages up to this one, each from its
 * index; of those, the page. Sorting ten children of 25,000 products took 100 ms, this takes less than one.
 */
export function newestWithin(category: string, paging: Paging, at: Date): Selection {
  const reach = sql.lit(offsetOf(paging) + paging.page_size)
  const newestOfEach = sql`${categoryAndChildren(category)} cross join lateral (
    select p.id from ${ofShops} where p.category = k.slug and ${isPublic} order by p.id desc limit ${reach}) newest`
  const page = sql`(select newest.id from ${newestOfEach} order by newest.id desc ${limit(paging)}) newest`
  return {
    page: sql`select ${cardColumns} from ${page} join (${withOffers(at)}) on p.id = newest.id`,
    order: newest.shown,
    count: countWithin(category),
    fixed: true,
  }
}

const categoryAndChildren = (category: string): Sql =>
  sql`(select slug from catalogue.categories where slug = ${category} or parent = ${category}) k`

/** `is true` keeps the shops in a hash that is made once: joined, they were looked up for each product. */
const countWithin = (category: string): Sql =>
  countTo(sql`
  select from ${categoryAndChildren(category)} cross join lateral (
    select from catalogue.products p
    where p.category = k.slug and ${isPublic} and (p.shop_id in (select s.id from shops.shops s where ${isOpen()})) is true
    limit ${bound}) of_category`)
