-- What an order asks beside its goods, each kind by the rates of tax that it bears: an invoice adds up by rate.
create table orders.charges (
  order_id bigint not null references orders.orders,
  kind text not null check (length(kind) between 1 and 30),
  tax_rate_bps integer not null check (tax_rate_bps between 0 and 10000),
  amount_minor bigint not null check (amount_minor > 0),
  tax_minor bigint not null check (tax_minor between 0 and amount_minor),
  primary key (order_id, kind, tax_rate_bps)
);
create trigger append_only before update or delete or truncate on orders.charges
  for each statement execute function kernel.refuse_change();

-- What all charges come to, delivery among them. Null for a moment only: written by a program of before.
alter table orders.orders add column charges_minor bigint check (charges_minor >= delivery_minor);
update orders.orders set charges_minor = delivery_minor;
alter table orders.orders drop constraint orders_check;
alter table orders.orders add constraint orders_adds_up
  check (total_minor = subtotal_minor - discount_minor + coalesce(charges_minor, delivery_minor));

-- What was taken off a line; its total stays price times quantity.
alter table orders.lines add column discount_minor bigint not null default 0,
  add constraint lines_discount_within check (discount_minor between 0 and total_minor);

-- Delivery of orders that know no charges, shared out as price.ts does it: by the rates of the goods in proportion to their
-- value, the odd cents to the largest remainders, the lower rate first; the tax contained, a half cent let go.
create function orders.delivery_by_rate(of_orders bigint[])
returns table (order_id bigint, tax_rate_bps integer, amount_minor bigint) language sql stable as $$
  with goods as (
    select o.id, o.delivery_minor as fee, l.tax_rate_bps as rate, sum(l.total_minor)::bigint as value,
      sum(sum(l.total_minor)) over (partition by o.id)::bigint as whole
    from orders.orders o join orders.lines l on l.order_id = o.id
    where o.id = any (of_orders) and o.delivery_minor > 0
    group by o.id, l.tax_rate_bps
  ), shared as (
    select id, fee, rate, whole, case when whole > 0 then fee * value / whole else 0 end as floor,
      row_number() over (partition by id order by case when whole > 0 then fee * value % whole end desc, rate) as turn
    from goods
  ), odd as (
    select id, rate, floor, turn, whole, fee - sum(floor) over (partition by id) as odd from shared
  )
  select id, rate, (floor + case when whole = 0 then case when turn = 1 then odd else 0 end
    when turn <= odd then 1 else 0 end)::bigint
  from odd
$$;
create function orders.charge_delivery(of_orders bigint[]) returns void language sql as $$
  insert into orders.charges (order_id, kind, tax_rate_bps, amount_minor, tax_minor)
  select order_id, 'delivery', tax_rate_bps, amount_minor,
    (2 * amount_minor * tax_rate_bps + 9999 + tax_rate_bps) / (2 * (10000 + tax_rate_bps))
  from orders.delivery_by_rate(of_orders) where amount_minor > 0
$$;
select orders.charge_delivery(array(select id from orders.orders where delivery_minor > 0));

-- A program of before, while it shares the database, writes orders without their charges. Its lines are there by the commit.
create function orders.charges_of_before() returns trigger language plpgsql as $$
begin
  perform orders.charge_delivery(array[new.id]);
  update orders.orders set charges_minor = delivery_minor where id = new.id;
  return null;
end $$;
create constraint trigger charges_of_before after insert on orders.orders deferrable initially deferred
  for each row when (new.charges_minor is null) execute function orders.charges_of_before();

-- Rates by the country, the part of it that has its own, the class of the goods and the day they begin to hold. Programs of before read one
-- row by country and class: further rows come when they are gone.
alter table pricing.tax add column region text not null default '' check (length(region) <= 100),
  add column starts_on date not null default '0001-01-01';
alter table pricing.tax drop constraint tax_pkey, add primary key (country, tax_class, region, starts_on);

-- Where a shop accounts for tax besides its own country, and since when (in the European Union: the one-stop shop, directive
-- 2006/112/EC, art. 33 and 369a): what it sends there bears the rates of there.
create table pricing.taxed_abroad (
  shop_id bigint not null references shops.shops,
  country text not null check (country ~ '^[A-Z]{2}$'),
  starts_on date not null,
  primary key (shop_id, country)
);
