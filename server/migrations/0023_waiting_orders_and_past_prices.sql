-- What waits for its payment is an order: one that costs nothing waits on when the payment of the others has been let go.
create index orders_waiting on orders.orders (placed_at) where status = 'pending' and released_at is null;
drop index payments.payments_waiting;
