create schema orders;

create table orders.checkouts (
  id bigint generated always as identity primary key,
  uuid uuid not null unique,
  customer_id bigint not null references people.users,
  payment_id bigint not null references payments.payments,
  total_minor bigint not null check (total_minor >= 0),
  currency text not null,
  placed_at timestamptz not null
);
create index on orders.checkouts (payment_id);

create table orders.orders (
  id bigint generated always as identity primary key,
  number text not null unique,
  checkout_id bigint not null references orders.checkouts,
  shop_id bigint not null references shops.shops,
  customer_id bigint not null references people.users,
  status text not null default 'pending'
    check (status in ('pending', 'approved', 'shipped', 'delivered', 'cancelled', 'returned')),
  -- Rises with every change: what a stream resumes from.
  version integer not null default 1,
  -- When it entered the shop's queue; a card payment that is still open keeps it out.
  released_at timestamptz,
  subtotal_minor bigint not null check (subtotal_minor >= 0),
  discount_minor bigint not null check (discount_minor >= 0),
  delivery_minor bigint not null check (delivery_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  total_minor bigint not null check (total_minor >= 0),
  currency text not null,
  address jsonb not null,
  carrier text,
  tracking_number text,
  placed_at timestamptz not null,
  -- Prices include tax, so tax is contained in the total and not added to it.
  check (total_minor = subtotal_minor - discount_minor + delivery_minor),
  unique (checkout_id, shop_id)
) with (fillfactor = 85);
create index orders_of_customer on orders.orders (customer_id, id desc);
create index orders_of_shop on orders.orders (shop_id, id desc);
create index orders_in_queue on orders.orders (shop_id, id) where status = 'pending' and released_at is not null;
create index orders_delivered on orders.orders (shop_id, id) where status = 'delivered';
create index orders_of_shop_by_day on orders.orders (shop_id, placed_at);

-- Copied from the quote: what was bought, at what price, whatever becomes of the product.
create table orders.lines (
  order_id bigint not null references orders.orders,
  position smallint not null,
  product_id bigint not null references catalogue.products,
  variant_id bigint not null references catalogue.variants,
  product_slug text not null,
  sku text not null,
  name text not null,
  quantity integer not null check (quantity > 0),
  price_minor bigint not null check (price_minor >= 0),
  total_minor bigint not null,
  tax_rate_bps integer not null,
  tax_minor bigint not null,
  primary key (order_id, position),
  check (total_minor = price_minor * quantity)
);

-- The history of an order, append-only: the first row says it was placed.
create table orders.moves (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders.orders,
  version integer not null,
  from_status text,
  to_status text not null,
  actor text not null check (actor in ('customer', 'shop', 'system')),
  user_id bigint,
  note text,
  at timestamptz not null,
  unique (order_id, version)
);
