-- What left the shop for an order, parcel by parcel: any number for one order.
create table orders.shipments (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  order_id bigint not null references orders.orders,
  carrier text,
  tracking_number text,
  shipped_at timestamptz not null,
  delivered_at timestamptz check (delivered_at >= shipped_at)
);
create index shipments_of_order on orders.shipments (order_id);
create table orders.shipped_lines (
  shipment_id bigint not null references orders.shipments,
  position smallint not null,
  quantity integer not null check (quantity > 0),
  primary key (shipment_id, position)
);

-- What was taken off an order after it was placed, line by line, and what of its money that was. An order keeps what was bought: what is left
-- of it is its lines less its adjustments. Who did it and why stands in the history, under the same version.
create table orders.adjustments (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  order_id bigint not null references orders.orders,
  version integer not null,
  kind text not null check (kind in ('cancelled', 'returned')),
  amount_minor bigint not null check (amount_minor >= 0),
  -- Contained in the amount.
  tax_minor bigint not null check (tax_minor between 0 and amount_minor),
  at timestamptz not null,
  unique (order_id, version)
);
create table orders.adjusted_lines (
  adjustment_id bigint not null references orders.adjustments,
  position smallint not null,
  quantity integer not null check (quantity > 0),
  amount_minor bigint not null check (amount_minor >= 0),
  tax_minor bigint not null check (tax_minor between 0 and amount_minor),
  primary key (adjustment_id, position)
);
create trigger append_only before update or delete or truncate on orders.adjustments
  for each statement execute function kernel.refuse_change();
create trigger append_only before update or delete or truncate on orders.adjusted_lines
  for each statement execute function kernel.refuse_change();

-- Their sum, kept in the order's own row: whoever locks it reads what is left as it is.
alter table orders.orders add column adjusted_minor bigint not null default 0,
  add constraint orders_adjusted_within check (adjusted_minor between 0 and total_minor);

-- Whatever calls an order off takes off all that is left of it, charges and all: the buyer, the shop, the system, and programs of before.
create function orders.adjusted_whole() returns trigger language plpgsql as $$
begin
  new.adjusted_minor := new.total_minor;
  return new;
end $$;
create trigger adjusted_whole before update of status on orders.orders
  for each row when (new.status = 'cancelled' and old.status <> 'cancelled') execute function orders.adjusted_whole();

create function orders.adjust_rest(of_order bigint, at_version integer, was_adjusted bigint) returns void language sql as $$
  with earlier as (
    select l.position, sum(l.quantity)::int as quantity, sum(l.amount_minor)::bigint as amount_minor, sum(l.tax_minor)::bigint as tax_minor
    from orders.adjustments a join orders.adjusted_lines l on l.adjustment_id = a.id
    where a.order_id = of_order group by l.position
  ), made as (
    insert into orders.adjustments (order_id, version, kind, amount_minor, tax_minor, at)
    select o.id, at_version, 'cancelled', o.total_minor - was_adjusted,
      o.tax_minor - (select coalesce(sum(tax_minor), 0) from orders.adjustments where order_id = of_order),
      (select at from orders.moves where order_id = of_order and version = at_version)
    from orders.orders o where o.id = of_order
    returning id
  )
  insert into orders.adjusted_lines (adjustment_id, position, quantity, amount_minor, tax_minor)
  select made.id, l.position, l.quantity - coalesce(e.quantity, 0), l.total_minor - l.discount_minor - coalesce(e.amount_minor, 0),
    l.tax_minor - coalesce(e.tax_minor, 0)
  from made, orders.lines l left join earlier e using (position)
  where l.order_id = of_order and l.quantity > coalesce(e.quantity, 0)
$$;
create function orders.adjusts_rest() returns trigger language plpgsql as $$
begin
  perform orders.adjust_rest(new.id, new.version, old.adjusted_minor);
  return null;
end $$;
create trigger adjusts_rest after update of status on orders.orders
  for each row when (new.status = 'cancelled' and old.status <> 'cancelled') execute function orders.adjusts_rest();

-- What was before.
update orders.orders set adjusted_minor = total_minor where status = 'cancelled';
select orders.adjust_rest(id, version, 0) from orders.orders where status = 'cancelled';
with sent as (
  insert into orders.shipments (order_id, carrier, tracking_number, shipped_at, delivered_at)
  select o.id, o.carrier, o.tracking_number, s.at, d.at
  from orders.orders o
  join orders.moves s on s.order_id = o.id and s.to_status = 'shipped'
  left join orders.moves d on d.order_id = o.id and d.to_status = 'delivered'
  order by s.id
  returning id, order_id
)
insert into orders.shipped_lines (shipment_id, position, quantity)
select sent.id, l.position, l.quantity from sent join orders.lines l using (order_id);

-- A program of before, while it shares the database, ships without a shipment.
create function orders.shipments_of_before() returns trigger language plpgsql as $$
declare made_id bigint;
begin
  if new.status = 'shipped' and not exists (select from orders.shipments where order_id = new.id) then
    insert into orders.shipments (order_id, carrier, tracking_number, shipped_at)
      select new.id, new.carrier, new.tracking_number, m.at from orders.moves m where m.order_id = new.id and m.version = new.version
      returning id into made_id;
    insert into orders.shipped_lines (shipment_id, position, quantity)
      select made_id, l.position, l.quantity - a.quantity from orders.lines l, lateral (
        select coalesce(sum(x.quantity), 0)::int as quantity from orders.adjustments j join orders.adjusted_lines x on x.adjustment_id = j.id
        where j.order_id = new.id and x.position = l.position
      ) a where l.order_id = new.id and l.quantity > a.quantity;
  elsif new.status = 'delivered' then
    update orders.shipments set delivered_at = (select at from orders.moves m where m.order_id = new.id and m.version = new.version)
    where order_id = new.id and delivered_at is null;
  end if;
  return null;
end $$;
create constraint trigger shipments_of_before after update of status on orders.orders deferrable initially deferred
  for each row when (new.status in ('shipped', 'delivered') and new.status <> old.status) execute function orders.shipments_of_before();

-- An order may hold a lot and have given back some of it.
alter table inventory.holds drop constraint holds_order_id_lot_id_key;
create unique index holds_of_order on inventory.holds (order_id, lot_id) where state = 'held';
create index holds_settled on inventory.holds (order_id) where state <> 'held';
