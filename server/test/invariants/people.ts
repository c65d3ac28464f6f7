/** Each query returns the rows that break the invariant; it knows the tables and nothing of the code. */
export const peopleInvariants: { name: string; sql: string }[] = [
  {
    name: 'everybody is a customer',
    sql: `select id from people.users where id not in (select user_id from people.user_grants where role = 'customer')`,
  },
  {
    name: 'a person and a shop have one grant, and people of the platform none in a shop',
    sql: `select user_id, shop_id from people.user_grants group by user_id, shop_id, (case when shop_id is null then role end)
      having count(*) > 1 or bool_or((role in ('shopkeeper', 'staff')) <> (shop_id is not null))`,
  },
  {
    name: 'who is signed in acts by a grant of their own',
    sql: `select s.id, s.user_id, g.user_id as granted_to from people.sessions s
      left join people.user_grants g on g.id = s.grant_id
      where s.ended_at is null and g.user_id is distinct from s.user_id`,
  },
  {
    name: 'to programs of before a person is what they are first, an admin before all',
    sql: `select u.id, b.role, g.role as first from people.users u left join people.grants b on b.user_id = u.id
      left join lateral (
        select * from people.user_grants where user_id = u.id order by role = 'customer', role <> 'admin', position limit 1
      ) g on true
      where (b.role, b.shop_id, b.duties, b.registration_number) is distinct from (g.role, g.shop_id, g.duties, g.registration_number)`,
  },
  {
    name: 'a shop is granted to its owner',
    sql: `select s.id, s.owner_id from shops.shops s
      where not exists (
        select from people.user_grants g where g.user_id = s.owner_id and g.role = 'shopkeeper' and g.shop_id = s.id
      )`,
  },
  {
    name: 'a person is signed in on one device in each role',
    sql: `select s.user_id, g.role, count(*) from people.sessions s join people.user_grants g on g.id = s.grant_id
      where s.ended_at is null group by s.user_id, g.role having count(*) > 1`,
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
      join people.user_grants g on g.user_id = u.id
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
