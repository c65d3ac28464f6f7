-- What waits in a shop is counted on every page of its console, and its queues are read by state: of all that it ever sold, the
-- few that are under way. It has the order of the queue that waits for an answer, too.
create index orders_in_progress on orders.orders (shop_id, status, id)
  where released_at is not null and status in ('pending', 'approved', 'shipped');
drop index orders.orders_in_queue;
