/** Each query returns the rows that break the invariant; it knows the tables and nothing of the code. */
export const peopleInvariants: { name: string; sql: string }[] = [
  {
    name: 'a person has one role, and only people of a shop have a shop',
    sql: `select u.id, g.role, g.shop_id
      from people.users u left join people.grants g on g.user_id = u.id
      where g.role is null or (g.role in ('shopkeeper', 'staff')) <> (g.shop_id is not null)`,
  },
  {
    name: 'a shop is granted to its owner',
    sql: `select s.id, s.owner_id from shops.shops s
      where not exists (
        select from people.grants g where g.user_id = s.owner_id and g.role = 'shopkeeper' and g.shop_id = s.id
      )`,
  },
  {
    name: 'a person is signed in on one device',
    sql: `select user_id, count(*) from people.sessions where ended_at is null group by user_id having count(*) > 1`,
  },
]
