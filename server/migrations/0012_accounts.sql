-- Accounts, complete: codes, second factors, addresses, settings, limits; invitations of a shop's staff.

create table kernel.settings (
  name text primary key,
  value jsonb not null,
  changed_at timestamptz not null
);

-- How often something was tried, by key. `free_at` runs ahead of the clock with every try; see kernel/limits.ts.
create table kernel.limits (
  key text primary key,
  free_at timestamptz not null,
  -- How far it may run ahead.
  span interval not null
) with (fillfactor = 70);
create index on kernel.limits (free_at);

alter table people.users
  add column language text not null default 'en' check (language in ('en', 'fr')),
  add column blocked_reason text,
  -- Names and addresses are gone then; the row stays for what refers to it.
  add column deleted_at timestamptz;
create index users_newest on people.users (created_at desc, id desc);

-- Pharmacists are known to their chamber, by this number.
alter table people.grants
  add column registration_number text,
  add constraint duties_are_staffs check (duties = '{}' or role = 'staff'),
  add constraint duties_known check (duties <@ array['pharmacist', 'dispenser', 'counter']),
  add constraint pharmacist_registered check (('pharmacist' = any (duties)) = (registration_number is not null));

alter table people.sessions
  drop constraint sessions_end_reason_check,
  add constraint sessions_end_reason_check check (end_reason in
    ('logout', 'everywhere', 'device', 'superseded', 'reuse', 'blocked', 'password', 'email', 'role', 'deleted'));

-- What was mailed to prove something. No code is in here: it is an HMAC over person, purpose and nonce, made again to compare.
create table people.codes (
  user_id bigint not null references people.users,
  purpose text not null,
  nonce text not null,
  -- The address it goes to, and so what it proves.
  target text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- Both count within a window that asking again does not move.
  tries integer not null default 0,
  tries_since timestamptz not null,
  sends integer not null default 1,
  sends_since timestamptz not null,
  primary key (user_id, purpose)
);

create table people.second_factors (
  user_id bigint primary key references people.users,
  method text not null check (method in ('app', 'mail')),
  -- Encrypted with a key derived from MORTAR_SECRET.
  secret bytea,
  -- Null: begun, not yet proved.
  confirmed_at timestamptz,
  -- The last time step (RFC 6238) that was used: none works twice.
  last_step bigint not null default 0,
  check ((method = 'app') = (secret is not null))
);

create table people.recovery_codes (
  user_id bigint not null references people.users,
  hash bytea not null,
  used_at timestamptz,
  primary key (user_id, hash)
);

create table people.addresses (
  id uuid primary key default gen_random_uuid(),
  user_id bigint not null references people.users,
  address jsonb not null,
  is_default boolean not null,
  created_at timestamptz not null
);
create index on people.addresses (user_id, created_at);
create unique index one_default_address on people.addresses (user_id) where is_default;

create index audit_of_actor on people.audit (actor_id, id desc);
create index audit_of_target on people.audit (target, id desc);
create index audit_of_action on people.audit (action text_pattern_ops, id desc);

create table shops.invitations (
  id uuid primary key,
  shop_id bigint not null references shops.shops,
  email text not null,
  duties text[] not null,
  registration_number text,
  invited_by bigint not null references people.users,
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  -- Taken up, or taken back: closed either way.
  closed_at timestamptz,
  accepted_by bigint references people.users
);
create unique index one_open_invitation on shops.invitations (shop_id, lower(email)) where closed_at is null;
create index on shops.invitations (accepted_by) where accepted_by is not null;

create index moves_of_people_in_shops on orders.moves (user_id) where actor = 'shop';

alter table notifications.mails
  -- Whom it was written to; null for somebody who is not here yet.
  add column user_id bigint references people.users,
  -- Bears a code or a token: its text goes once it is sent.
  add column is_secret boolean not null default false;
create index on notifications.mails (user_id) where user_id is not null;
update notifications.mails m set user_id = u.id from people.users u where u.email_key = lower(m.recipient);
