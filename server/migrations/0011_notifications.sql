create schema notifications;

create table notifications.inbox (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  user_id bigint not null references people.users,
  kind text not null,
  data jsonb not null,
  -- The fact it comes from: a repeated delivery changes nothing.
  key text not null,
  created_at timestamptz not null,
  read_at timestamptz,
  unique (user_id, key)
);
create index inbox_newest on notifications.inbox (user_id, id desc);
create index inbox_unread on notifications.inbox (user_id) where read_at is null;

-- Mails to send, or, without a mail server, kept for the demo's page.
create table notifications.mails (
  id bigint generated always as identity primary key,
  key text not null unique,
  recipient text not null,
  subject text not null,
  text text not null,
  html text,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index mails_newest on notifications.mails (id desc);
create index mails_to on notifications.mails (lower(recipient), id desc);
