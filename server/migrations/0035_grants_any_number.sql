-- What a person is, any number of times: a buyer always, beside that the keeper or staff of shops, or an admin. A session acts by one of them.
create table people.user_grants (
  id uuid primary key default gen_random_uuid(),
  -- The first given comes first.
  position bigint generated always as identity,
  user_id bigint not null references people.users,
  role text not null check (role in ('customer', 'shopkeeper', 'staff', 'admin')),
  shop_id bigint,
  duties text[] not null default '{}' check (duties <@ array['pharmacist', 'dispenser', 'counter']),
  -- Pharmacists are known to their chamber, by this number.
  registration_number text,
  -- When its person last chose to act by it: then the next sign-in does.
  chosen_at timestamptz,
  -- For sessions: whoever acts by a grant is the person whose it is.
  unique (user_id, id),
  check ((role in ('shopkeeper', 'staff')) = (shop_id is not null)),
  check (duties = '{}' or role = 'staff'),
  check (('pharmacist' = any (duties)) = (registration_number is not null))
);
-- One a person and shop: nobody is both keeper and staff of it.
create unique index user_grants_in_shop on people.user_grants (shop_id, user_id) where shop_id is not null;
create unique index user_grants_without_shop on people.user_grants (user_id, role) where role in ('customer', 'admin');
create index user_grants_of_admins on people.user_grants (user_id) where role = 'admin';

insert into people.user_grants (user_id, role) select id, 'customer' from people.users order by id;
insert into people.user_grants (user_id, role, shop_id, duties, registration_number)
  select user_id, role, shop_id, duties, registration_number from people.grants where role <> 'customer' order by user_id;

-- By what somebody acts who has not said: what they chose last, else the first that they have besides buying.
create function people.usual_grant(of_user bigint) returns uuid language sql stable as $$
  select id from people.user_grants where user_id = of_user
  order by chosen_at desc nulls last, role = 'customer', position limit 1
$$;

-- Once its grant is taken away a session acts by none, and so is not answered.
alter table people.sessions add column grant_id uuid,
  add constraint sessions_act_by foreign key (user_id, grant_id) references people.user_grants (user_id, id) on delete set null (grant_id);
update people.sessions s set grant_id = people.usual_grant(s.user_id)
  where s.ended_at is null or s.user_id in (select user_id from people.grants where role <> 'customer');

-- Programs of before, while they share the database, know one grant a person, in people.grants, and no grant of a session.
create function people.acts_as_usual() returns trigger language plpgsql as $$
begin
  new.grant_id := people.usual_grant(new.user_id);
  return new;
end $$;
create trigger acts_as_usual before insert on people.sessions
  for each row when (new.grant_id is null) execute function people.acts_as_usual();

-- To them a person is what they are first, an admin before all.
create function people.tell_grant_of_before(of_user bigint) returns void language sql as $$
  insert into people.grants (user_id, role, shop_id, duties, registration_number)
    select user_id, role, shop_id, duties, registration_number from people.user_grants where user_id = of_user
    order by role = 'customer', role <> 'admin', position limit 1
  on conflict (user_id) do update set role = excluded.role, shop_id = excluded.shop_id, duties = excluded.duties,
    registration_number = excluded.registration_number
$$;
create function people.tells_grant_of_before() returns trigger language plpgsql as $$
begin
  perform people.tell_grant_of_before(coalesce(new.user_id, old.user_id));
  return null;
end $$;
create trigger tells_grant_of_before after insert or delete or update of role, shop_id, duties, registration_number on people.user_grants
  for each row when (pg_trigger_depth() = 0) execute function people.tells_grant_of_before();

-- What they give and take away, at their commit: rows that are brought from elsewhere have the grants of this program with them.
create function people.heeds_grant_of_before() returns trigger language plpgsql as $$
declare is_another boolean := tg_op = 'INSERT' or (old.role, old.shop_id) is distinct from (new.role, new.shop_id);
begin
  insert into people.user_grants (user_id, role) values (new.user_id, 'customer') on conflict do nothing;
  if tg_op = 'UPDATE' and is_another then
    delete from people.user_grants where user_id = old.user_id and role = old.role and role <> 'customer' and shop_id is not distinct from old.shop_id;
  end if;
  if new.role <> 'customer' then
    insert into people.user_grants (user_id, role, shop_id, duties, registration_number)
      values (new.user_id, new.role, new.shop_id, new.duties, new.registration_number) on conflict do nothing;
    update people.user_grants set duties = new.duties, registration_number = new.registration_number
      where user_id = new.user_id and role = new.role and shop_id is not distinct from new.shop_id;
  end if;
  if tg_op = 'UPDATE' and is_another then
    update people.sessions set grant_id = (
        select id from people.user_grants where user_id = new.user_id and role = new.role and shop_id is not distinct from new.shop_id)
      where user_id = new.user_id and ended_at is null and (grant_id is null or new.role <> 'customer');
  end if;
  perform people.tell_grant_of_before(new.user_id);
  return null;
end $$;
create constraint trigger heeds_grant_of_before after insert or update on people.grants deferrable initially deferred
  for each row when (pg_trigger_depth() = 0) execute function people.heeds_grant_of_before();
