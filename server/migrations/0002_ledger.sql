-- Double entry. Postings are append-only; a balance is kept, and guarded, only where it must not go negative.
create schema ledger;

create table ledger.accounts (
  id bigint generated always as identity primary key,
  code text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  guarded boolean not null,
  balance_minor bigint,
  unique (code, currency),
  check (guarded = (balance_minor is not null)),
  constraint balance_not_negative check (balance_minor >= 0)
);

create table ledger.journals (
  id bigint generated always as identity primary key,
  reference text not null unique,
  kind text not null,
  at timestamptz not null
);

-- Each posting names both sides, so it cannot be unbalanced.
create table ledger.postings (
  id bigint generated always as identity primary key,
  journal_id bigint not null references ledger.journals,
  source_id bigint not null references ledger.accounts,
  destination_id bigint not null references ledger.accounts,
  amount_minor bigint not null check (amount_minor > 0),
  check (source_id <> destination_id)
);
create index on ledger.postings (journal_id);
create index on ledger.postings (source_id, id);
create index on ledger.postings (destination_id, id);
