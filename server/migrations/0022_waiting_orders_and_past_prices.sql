-- What waits for its payment is an order: one that costs nothing waits on when the payment of the others has been let go.
create index orders_waiting on orders.orders (placed_at) where status = 'pending' and released_at is null;
drop index payments.payments_waiting;

-- The lowest price of thirty days is told from the prices that were: what was asked, and since when, is only ever added to. A
-- price ends once, and stays what it is. That is asked of each row, because programs of before, which share the database while
-- a new one is brought in, write a price beside its end as it was.
create trigger append_only before update of id, shop_id, variant_id, starts_at or delete or truncate on pricing.prices
  for each statement execute function kernel.refuse_change();
create trigger ends_once before update on pricing.prices
  for each row when (old.ends_at is not null or new.price_minor <> old.price_minor)
  execute function kernel.refuse_change();
