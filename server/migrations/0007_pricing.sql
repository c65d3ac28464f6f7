create schema pricing;

-- Value added tax by the shop's country and the product's class, in basis points.
create table pricing.tax (
  country text not null,
  tax_class text not null,
  rate_bps integer not null check (rate_bps between 0 and 10000),
  primary key (country, tax_class)
);
-- France: CGI art. 281 octies (2.1 %), 278 quater (10 %), 278-0 bis (5.5 %), 278 (20 %).
-- Belgium: arrêté royal n° 20, table A. Germany: UStG § 12 (medicines bear the standard rate).
insert into pricing.tax (country, tax_class, rate_bps) values
  ('FR', 'medicine_reimbursed', 210), ('FR', 'medicine', 1000), ('FR', 'reduced', 550), ('FR', 'standard', 2000),
  ('BE', 'medicine_reimbursed', 600), ('BE', 'medicine', 600), ('BE', 'reduced', 600), ('BE', 'standard', 2100),
  ('DE', 'medicine_reimbursed', 1900), ('DE', 'medicine', 1900), ('DE', 'reduced', 700), ('DE', 'standard', 1900);

-- The current price is the row without an end; closed rows are the history.
create table pricing.prices (
  id bigint generated always as identity primary key,
  shop_id bigint not null,
  variant_id bigint not null,
  price_minor bigint not null check (price_minor >= 0),
  starts_at timestamptz not null,
  ends_at timestamptz,
  foreign key (shop_id, variant_id) references catalogue.variants (shop_id, id),
  check (ends_at > starts_at)
);
create unique index prices_current on pricing.prices (variant_id) include (price_minor) where ends_at is null;
create index prices_history on pricing.prices (variant_id, starts_at desc);

-- The lowest current price of a product's variants, for lists and sorting; written with the prices.
create table pricing.offers (
  product_id bigint primary key,
  shop_id bigint not null,
  price_minor bigint not null check (price_minor >= 0),
  foreign key (shop_id, product_id) references catalogue.products (shop_id, id)
);
create index offers_by_price on pricing.offers (price_minor, product_id);

-- What a shop asks for bringing an order. No row: nothing.
create table pricing.delivery (
  shop_id bigint primary key references shops.shops,
  fee_minor bigint not null check (fee_minor >= 0),
  free_from_minor bigint check (free_from_minor >= 0)
);
