-- A price for a time, from its beginning to before its end: while it lasts, the lower of it and the variant's price is asked. What was
-- asked is history: one that has begun may only end, and one that has not may be taken back.
create table pricing.windows (
  id bigint generated always as identity primary key,
  shop_id bigint not null,
  variant_id bigint not null,
  price_minor bigint not null check (price_minor >= 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  foreign key (shop_id, variant_id) references catalogue.variants (shop_id, id),
  check (ends_at > starts_at)
);
create index windows_of_variant on pricing.windows (variant_id, ends_at);
create trigger append_only before update of id, shop_id, variant_id, price_minor, starts_at or truncate on pricing.windows
  for each statement execute function kernel.refuse_change();

-- What is asked for a product, the lowest of its variants, from when to when: what lists show and sort by, so that a price which begins
-- at noon is in every list at noon, with nobody there to turn it. The rows of a product follow one another without a gap.
create table pricing.offers_by_time (
  product_id bigint not null,
  shop_id bigint not null,
  price_minor bigint not null check (price_minor >= 0),
  starts_at timestamptz not null default '-infinity',
  ends_at timestamptz not null default 'infinity',
  primary key (product_id, starts_at),
  foreign key (shop_id, product_id) references catalogue.products (shop_id, id),
  check (ends_at > starts_at)
) with (fillfactor = 90);
create index offers_by_price_in_time on pricing.offers_by_time (price_minor, product_id) include (starts_at, ends_at);
create index offers_that_end on pricing.offers_by_time (ends_at) where ends_at < 'infinity';
insert into pricing.offers_by_time (product_id, shop_id, price_minor)
  select product_id, shop_id, price_minor from pricing.offers order by product_id;

-- Of a product without windows it is what its offer says, whoever writes that.
create function pricing.follow_offers() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    delete from pricing.offers_by_time o using gone where o.product_id = gone.product_id;
  else
    insert into pricing.offers_by_time as o (product_id, shop_id, price_minor)
      select product_id, shop_id, price_minor from come order by product_id
      on conflict (product_id, starts_at) do update set price_minor = excluded.price_minor
        where o.price_minor <> excluded.price_minor;
  end if;
  return null;
end $$;
create trigger followed_in_time after insert on pricing.offers referencing new table as come
  for each statement execute function pricing.follow_offers();
create trigger followed_in_time_on after update on pricing.offers referencing new table as come
  for each statement execute function pricing.follow_offers();
create trigger followed_in_time_off after delete on pricing.offers referencing old table as gone
  for each statement execute function pricing.follow_offers();
