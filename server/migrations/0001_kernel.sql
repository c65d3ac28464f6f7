-- What every module may use: facts, the progress of those who react to them, and idempotency records.
create schema kernel;

-- Facts are read in (tx, id) order below the oldest running transaction: ids alone do not commit in order.
create table kernel.facts (
  tx xid8 not null default pg_current_xact_id(),
  id bigint generated always as identity,
  type text not null,
  data jsonb not null,
  at timestamptz not null default now(),
  primary key (tx, id)
);

create table kernel.reactions (
  name text primary key,
  tx xid8 not null default '0',
  id bigint not null default 0,
  moved_at timestamptz not null default now()
);

-- A fact that a reaction could not take, set aside so that the others go on.
create table kernel.parked (
  reaction text not null references kernel.reactions,
  tx xid8 not null,
  id bigint not null,
  type text not null,
  data jsonb not null,
  fact_at timestamptz not null,
  error text not null,
  parked_at timestamptz not null default now(),
  primary key (reaction, tx, id)
);

-- Inserted first and completed last in the caller's transaction; a duplicate waits on the row.
create table kernel.idempotency (
  user_id bigint not null,
  operation text not null,
  key text not null,
  body_hash bytea not null,
  answer text,
  created_at timestamptz not null default now(),
  primary key (user_id, operation, key)
);
create index on kernel.idempotency (created_at);
