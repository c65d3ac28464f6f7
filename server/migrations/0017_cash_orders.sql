-- A cash order holds stock and nobody has paid: how many of one person a shop takes at once, and for how much; and how long an
-- order waits for its shop before it is called off.
alter table shops.shops
  add column answer_within_hours integer not null default 72 check (answer_within_hours between 1 and 720),
  add column cash_orders_limit integer not null default 3 check (cash_orders_limit between 0 and 1000),
  add column cash_amount_limit_minor bigint not null default 30000 check (cash_amount_limit_minor >= 0);

create index orders_open_of_customer on orders.orders (customer_id, shop_id)
  where status in ('pending', 'approved', 'shipped');
