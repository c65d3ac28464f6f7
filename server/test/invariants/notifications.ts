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
    name: 'a buyer gets one mail for each checkout, as long as they are here',
    sql: `select c.customer_id, c.checkouts, count(m.id) as mails
      from (select customer_id, count(*) as checkouts from orders.checkouts group by customer_id) c
      join people.users u on u.id = c.customer_id and u.deleted_at is null
      left join notifications.mails m on m.user_id = u.id and m.key in (
        select 'fact:' || f.id from kernel.facts f where f.type = 'order.placed'
      )
      group by c.customer_id, c.checkouts having count(m.id) <> c.checkouts`,
  },
  {
    name: 'of whoever is deleted no module keeps what they meant to buy, were told, or where their finished orders went',
    sql: `select u.id, kept.what
      from people.users u
      join (
        select user_id, 'cart' as what from carts.carts
        union all
        select user_id, 'notice' from notifications.inbox
        union all
        select user_id, 'mail' from notifications.mails
        union all
        select accepted_by, 'invitation' from shops.invitations
        union all
        select customer_id, 'address' from orders.orders
        where status in ('delivered', 'cancelled', 'returned') and address - 'country' <> '{}'
        union all
        select o.customer_id, 'note' from orders.moves m join orders.orders o on o.id = m.order_id
        where m.actor = 'customer' and m.note is not null
      ) kept on kept.user_id = u.id
      where u.deleted_at is not null`,
  },
  {
    name: 'no fact was set aside',
    sql: `select reaction, type, error from kernel.parked`,
  },
]
