create schema inventory;

create table inventory.lots (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  shop_id bigint not null,
  variant_id bigint not null,
  code text not null,
  expires_on date,
  -- The first day on which it may no longer be sold: expiry less the days a pack lasts. Without expiry, never.
  sell_before date not null,
  on_hand integer not null,
  held integer not null default 0,
  unit_cost_minor bigint check (unit_cost_minor >= 0),
  received_at timestamptz not null,
  foreign key (shop_id, variant_id) references catalogue.variants (shop_id, id),
  constraint lot_not_oversold check (0 <= held and held <= on_hand)
) with (fillfactor = 75);
create index lots_first_expiring on inventory.lots (variant_id, sell_before, id);
create index lots_by_expiry on inventory.lots (expires_on);
create index lots_in_shop on inventory.lots (shop_id, expires_on, id);

-- Append-only: on_hand is their sum.
create table inventory.movements (
  id bigint generated always as identity primary key,
  lot_id bigint not null references inventory.lots,
  kind text not null check (kind in ('received', 'sold', 'returned', 'adjusted', 'written_off')),
  quantity integer not null check (quantity <> 0),
  reference text not null,
  at timestamptz not null,
  unique (reference, lot_id, kind)
);
create index on inventory.movements (lot_id, id);

-- A promise of stock to an order. held of a lot is the sum of its holds in state 'held'.
create table inventory.holds (
  id bigint generated always as identity primary key,
  order_id bigint not null,
  lot_id bigint not null references inventory.lots,
  variant_id bigint not null,
  quantity integer not null check (quantity > 0),
  state text not null default 'held' check (state in ('held', 'shipped', 'released')),
  created_at timestamptz not null,
  -- When it was shipped or released.
  settled_at timestamptz,
  check ((state = 'held') = (settled_at is null)),
  unique (order_id, lot_id)
) with (fillfactor = 85);
create index on inventory.holds (lot_id) where state = 'held';
