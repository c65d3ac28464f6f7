/** True once every fact has reached its reactions. Each query returns the rows that break the invariant. */
export const notificationsInvariants: { name: string; sql: string }[] = [
  {
    name: 'a shop hears once of every order that entered its queue',
    sql: `select o.number, s.owner_id, count(i.id) as told
      from orders.orders o
      join shops.shops s on s.id = o.shop_id
      left join notifications.inbox i on i.user_id = s.owner_id and i.kind = 'order_received'
        and i.data ->> 'order_number' = o.number
      where o.released_at is not null
      group by o.number, s.owner_id having count(i.id) <> 1`,
  },
  {
    name: 'a buyer gets one mail for each checkout',
    sql: `select c.customer_id, c.checkouts, count(m.id) as mails
      from (select customer_id, count(*) as checkouts from orders.checkouts group by customer_id) c
      join people.users u on u.id = c.customer_id
      left join notifications.mails m on m.recipient = u.email and m.key in (
        select 'fact:' || f.id from kernel.facts f where f.type = 'order.placed'
      )
      group by c.customer_id, c.checkouts having count(m.id) <> c.checkouts`,
  },
  {
    name: 'no fact was set aside',
    sql: `select reaction, type, error from kernel.parked`,
  },
]
