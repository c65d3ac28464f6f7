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
  {
    name: 'a code is mailed five times at most',
    sql: `select user_id, purpose, sends from people.codes where sends > 5`,
  },
  {
    name: 'of several addresses one is the default',
    sql: `select user_id from people.addresses group by user_id having count(*) filter (where is_default) <> 1`,
  },
  {
    name: 'a second factor that is on has ten recovery codes, used or not',
    sql: `select f.user_id, count(r.hash) from people.second_factors f left join people.recovery_codes r using (user_id)
      where f.confirmed_at is not null group by f.user_id having count(r.hash) <> 10`,
  },
  {
    name: 'who is blocked or deleted has no session',
    sql: `select u.id from people.users u join people.sessions s on s.user_id = u.id
      where s.ended_at is null and (u.blocked_at is not null or u.deleted_at is not null)`,
  },
  {
    name: 'of who is deleted nothing is left that says who it was',
    sql: `select u.id from people.users u
      where u.deleted_at is not null and (u.phone is not null or u.email not like 'deleted-%@deleted.invalid'
        or exists (select from people.addresses a where a.user_id = u.id)
        or exists (select from people.codes c where c.user_id = u.id)
        or exists (select from people.second_factors f where f.user_id = u.id)
        or exists (select from people.recovery_codes r where r.user_id = u.id))`,
  },
  {
    name: 'one address is the default as long as there are any',
    sql: `select user_id, count(*) from people.addresses group by user_id having count(*) filter (where is_default) <> 1`,
  },
  {
    name: 'whoever is deleted has no name, no way in and nothing of their own',
    sql: `select u.id, u.email, g.role, kept.what
      from people.users u
      join people.grants g on g.user_id = u.id
      left join (
        select user_id, 'session' as what from people.sessions where ended_at is null or device is not null or ip is not null
        union all
        select user_id, 'code' from people.codes
        union all
        select user_id, 'second factor' from people.second_factors
        union all
        select user_id, 'recovery code' from people.recovery_codes
        union all
        select user_id, 'address' from people.addresses
        union all
        select user_id, 'answer' from kernel.idempotency
      ) kept on kept.user_id = u.id
      where u.deleted_at is not null
        and (u.name <> 'Deleted' or u.email not like 'deleted-%@deleted.invalid' or u.username not like 'deleted-%'
          or u.phone is not null or u.password_hash like '$%' or u.email_verified_at is not null
          or g.role <> 'customer' or g.registration_number is not null or kept.what is not null)`,
  },
]
