-- What is asked of whoever moves the money, and what came of it: any number for a payment, of parts of it. A cash payment asks
-- nobody, so what it does is done at once.
create table payments.attempts (
  id bigint generated always as identity primary key,
  uuid uuid not null unique,
  payment_id bigint not null references payments.payments,
  kind text not null check (kind in ('capture', 'void', 'refund')),
  amount_minor bigint not null check (amount_minor > 0),
  state text not null check (state in ('pending', 'done', 'failed')),
  -- What was moved; a provider may do less than it was asked.
  done_minor bigint not null default 0 check (done_minor >= 0),
  provider_ref text check (length(provider_ref) between 1 and 200),
  reason text check (length(reason) between 1 and 200),
  asked_at timestamptz not null,
  settled_at timestamptz,
  check ((state = 'pending') = (settled_at is null)),
  check (state = 'done' or done_minor = 0)
) with (fillfactor = 85);
create index on payments.attempts (payment_id);
create index attempts_pending on payments.attempts (asked_at, id) where state = 'pending';
-- The same charge, told twice under two names, is one.
create unique index attempts_of_provider on payments.attempts (payment_id, kind, provider_ref) where provider_ref is not null;

-- What providers say, written down before anything is made of it. Of a message only what is decided by is kept: the rest is
-- about people. What a decision means is said in modules/payments/decide.ts.
create table payments.events (
  id bigint generated always as identity primary key,
  provider text not null check (length(provider) between 1 and 50),
  event_id text not null check (length(event_id) between 1 and 200),
  kind text not null check (kind in ('captured', 'refused', 'failed', 'refunded', 'refund_failed', 'voided')),
  -- Null: of no payment we know.
  payment_id bigint references payments.payments,
  attempt uuid,
  provider_ref text check (length(provider_ref) between 1 and 200),
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  reason text check (length(reason) between 1 and 200),
  at timestamptz not null,
  recorded_at timestamptz not null,
  decision text check (decision in ('taken', 'held', 'returned', 'unexplained', 'known', 'nothing')),
  decided_at timestamptz,
  unique (provider, event_id),
  check ((decision is null) = (decided_at is null)),
  check (provider_ref is not null or amount_minor = 0 or kind not in ('captured', 'refunded'))
);
create index on payments.events (payment_id);
create index events_undecided on payments.events (recorded_at, id) where decision is null;
create trigger append_only
  before update of id, provider, event_id, kind, payment_id, attempt, provider_ref, amount_minor, currency, reason, at, recorded_at
    or delete or truncate on payments.events
  for each statement execute function kernel.refuse_change();
create trigger decided_once before update on payments.events
  for each row when (old.decision is not null) execute function kernel.refuse_change();

-- What came for a payment and no order explains yet; below zero where more went back than anybody here asked for.
alter table payments.payments add column suspense_minor bigint not null default 0;
create index payments_in_suspense on payments.payments (id) where suspense_minor > 0;

-- An entry is an order's share of an attempt: an order is captured and refunded in as many parts as it takes.
alter table payments.entries add column attempt_id bigint references payments.attempts,
  drop constraint entries_payment_id_kind_reference_key;
create index entries_of_order on payments.entries (payment_id, reference, kind);

alter table payments.entries disable trigger append_only;
update payments.entries set attempt_id = nextval('payments.attempts_id_seq');
alter table payments.entries enable trigger append_only;
insert into payments.attempts (id, uuid, payment_id, kind, amount_minor, state, done_minor, asked_at, settled_at)
  overriding system value
  select attempt_id, gen_random_uuid(), payment_id, kind, amount_minor, 'done', amount_minor, at, at from payments.entries;
create unique index entries_of_attempt on payments.entries (attempt_id, reference);

-- A program of before, while it shares the database, knows no attempts: what it enters was done at once.
create function payments.attempt_of_before() returns trigger language plpgsql as $$
begin
  insert into payments.attempts (uuid, payment_id, kind, amount_minor, state, done_minor, asked_at, settled_at)
    values (gen_random_uuid(), new.payment_id, new.kind, new.amount_minor, 'done', new.amount_minor, new.at, new.at)
    returning id into new.attempt_id;
  return new;
end $$;
create trigger attempt_of_before before insert on payments.entries
  for each row when (new.attempt_id is null) execute function payments.attempt_of_before();
alter table payments.entries alter column attempt_id set not null;
