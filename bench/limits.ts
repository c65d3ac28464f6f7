import { ask } from './machine.ts'

export const leastProducts = 10_000

/** The tables of the least that an order needs, in a database of their own in the same cluster. Returns its address. */
export async function makeLeast(cluster: string): Promise<string> {
  await ask(cluster, 'create database least')
  const url = new URL(cluster)
  url.pathname = '/least'
  for (const statement of [
    'create table stock (id integer primary key, quantity integer not null check (quantity >= 0)) with (fillfactor = 75)',
    'create table orders (id bigint generated always as identity primary key, customer_id bigint not null, total_minor bigint not null, placed_at timestamptz not null)',
    'create table lines (order_id bigint not null references orders, product_id integer not null references stock, quantity integer not null, price_minor bigint not null)',
    `insert into stock select n, 10000000 from generate_series(1, ${leastProducts}) n`,
    'vacuum (analyze) stock',
  ])
    await ask(url.href, statement)
  return url.href
}
