create schema carts;

create table carts.carts (
  id bigint generated always as identity primary key,
  user_id bigint unique references people.users,
  token_hash bytea unique,
  -- Rises with every change: whoever read the lines before it got the cart's lock sees that others changed them since.
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((user_id is null) <> (token_hash is null))
);
create index on carts.carts (updated_at) where token_hash is not null;

create table carts.lines (
  cart_id bigint not null references carts.carts on delete cascade,
  variant_id bigint not null references catalogue.variants,
  quantity integer not null check (quantity between 1 and 1000),
  added_at timestamptz not null,
  primary key (cart_id, variant_id)
);
