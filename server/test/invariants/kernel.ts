/** Each query returns the rows that break the invariant; it knows the tables and nothing of the code. */
export const kernelInvariants: { name: string; sql: string }[] = [
  {
    name: 'an idempotency record that others can see has its answer',
    sql: `select user_id, operation, key from kernel.idempotency where answer is null`,
  },
  {
    name: 'a checkout was told once, in the words of its rows',
    sql: `select c.id, c.customer_id, f.orders, o.orders as placed
      from orders.checkouts c
      left join (
        select (f.data ->> 'checkout_id')::bigint as id, (f.data ->> 'customer_id')::bigint as customer_id,
          array_agg(t.total_minor || ' ' || t.order_number order by t.order_number) as orders
        from kernel.facts f,
          jsonb_to_recordset(f.data -> 'orders') as t (order_number text, total_minor bigint)
        where f.type = 'order.placed' group by 1, 2
      ) f using (id, customer_id)
      left join (
        select checkout_id, array_agg(total_minor || ' ' || number order by number) as orders from orders.orders group by checkout_id
      ) o on o.checkout_id = c.id
      where f.orders is distinct from o.orders`,
  },
  {
    name: 'every step of an order was told once, and nothing was told that did not happen',
    sql: `select m.order_id, m.version, t.version as told
      from (select order_id, version from orders.moves where version > 1) m
      full join (
        select (data ->> 'order_id')::bigint as order_id, (data ->> 'version')::int as version
        from kernel.facts where type in ('order.moved', 'order.adjusted', 'order.released')
      ) t on t.order_id = m.order_id and t.version = m.version
      where m.version is null or t.version is null
      union all
      select (data ->> 'order_id')::bigint, (data ->> 'version')::int, count(*)
      from kernel.facts where type in ('order.moved', 'order.adjusted', 'order.released') group by 1, 2 having count(*) > 1`,
  },
]
