create schema people;

create table people.users (
  id bigint generated always as identity primary key,
  username text not null,
  username_key text not null unique generated always as (lower(username)) stored,
  email text not null,
  email_key text not null unique generated always as (lower(email)) stored,
  password_hash text not null,
  name text not null,
  phone text,
  email_verified_at timestamptz,
  blocked_at timestamptz,
  created_at timestamptz not null
);

-- A person has one role; shopkeepers and staff have it in one shop. The shop's id is given by the shops module.
create table people.grants (
  user_id bigint primary key references people.users,
  role text not null check (role in ('customer', 'shopkeeper', 'staff', 'admin')),
  shop_id bigint,
  duties text[] not null default '{}',
  check (shop_id is null or role in ('shopkeeper', 'staff'))
);
create index on people.grants (shop_id) where shop_id is not null;
create index grants_of_admins on people.grants (user_id) where role = 'admin';

-- No secret is stored: refresh tokens and cookies are MACs over the id and the generation.
create table people.sessions (
  id uuid primary key,
  user_id bigint not null references people.users,
  generation integer not null default 1,
  device text,
  ip inet,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('logout', 'everywhere', 'superseded', 'reuse', 'blocked', 'password')),
  check ((ended_at is null) = (end_reason is null))
) with (fillfactor = 80);
create index on people.sessions (user_id) where ended_at is null;
create index on people.sessions (user_id, created_at desc);

-- Who did what, before and after. Append-only: the trigger refuses anything else.
create table people.audit (
  id bigint generated always as identity primary key,
  actor_id bigint,
  action text not null,
  target text not null,
  before jsonb,
  after jsonb,
  ip inet,
  at timestamptz not null
);
create index on people.audit (at desc, id desc);
create function people.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end $$;
create trigger append_only before update or delete or truncate on people.audit
  for each statement execute function people.refuse_change();
