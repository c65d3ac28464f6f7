create schema payments;

create table payments.payments (
  id bigint generated always as identity primary key,
  uuid uuid not null unique,
  customer_id bigint not null references people.users,
  method text not null check (method in ('cash_on_delivery', 'fake')),
  status text not null default 'open' check (status in ('open', 'authorised', 'paid', 'failed', 'voided', 'refunded')),
  amount_minor bigint not null check (amount_minor >= 0),
  captured_minor bigint not null default 0,
  voided_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz not null,
  check (0 <= captured_minor and 0 <= voided_minor and captured_minor + voided_minor <= amount_minor),
  check (0 <= refunded_minor and refunded_minor <= captured_minor)
) with (fillfactor = 85);
create index payments_waiting on payments.payments (created_at) where status = 'open' and method <> 'cash_on_delivery';

-- Money taken, let go or given back, each once per order.
create table payments.entries (
  id bigint generated always as identity primary key,
  payment_id bigint not null references payments.payments,
  kind text not null check (kind in ('capture', 'void', 'refund')),
  reference text not null,
  amount_minor bigint not null check (amount_minor > 0),
  at timestamptz not null,
  unique (payment_id, kind, reference)
);
