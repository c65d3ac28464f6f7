create schema catalogue;

create table catalogue.categories (
  slug text primary key,
  name text not null,
  parent text references catalogue.categories,
  position integer not null
);
insert into catalogue.categories (slug, name, parent, position) values
  ('medicines', 'Medicines', null, 1),
  ('pain-and-fever', 'Pain and fever', 'medicines', 1),
  ('digestion', 'Digestion', 'medicines', 2),
  ('heart-and-blood', 'Heart and blood', 'medicines', 3),
  ('infections', 'Infections', 'medicines', 4),
  ('breathing-and-allergy', 'Breathing and allergy', 'medicines', 5),
  ('hormones', 'Hormones', 'medicines', 6),
  ('nervous-system', 'Nervous system', 'medicines', 7),
  ('skin', 'Skin', 'medicines', 8),
  ('muscles-and-joints', 'Muscles and joints', 'medicines', 9),
  ('cancer-and-immunity', 'Cancer and immunity', 'medicines', 10),
  ('eyes-and-ears', 'Eyes and ears', 'medicines', 11),
  ('urinary-and-intimate', 'Urinary and intimate', 'medicines', 12),
  ('other-medicines', 'Other medicines', 'medicines', 13),
  ('health-products', 'Health products', null, 2),
  ('first-aid', 'First aid', 'health-products', 1),
  ('hygiene', 'Hygiene', 'health-products', 2),
  ('devices', 'Devices', 'health-products', 3),
  ('nutrition', 'Nutrition', 'health-products', 4),
  ('baby', 'Baby', 'health-products', 5),
  ('beauty', 'Beauty', null, 3);

-- Reference data by GTIN, loaded from a fixture; shops never change it.
create table catalogue.medicines (
  gtin text primary key,
  name text not null,
  brand text not null,
  manufacturer text not null,
  substances jsonb not null,
  form text not null,
  routes text[] not null,
  atc text,
  legal_class text not null check (legal_class in ('otc', 'prescription_list_1', 'prescription_list_2', 'narcotic')),
  pack_quantity integer,
  pack_label text not null,
  reimbursement text,
  max_treatment_days integer,
  substitution_group integer,
  substitution_role text,
  supply text,
  interaction_keys text[] not null default '{}',
  substance_keys text[] not null,
  manufacturer_key text not null,
  form_key text not null
);
create index on catalogue.medicines using gin (substance_keys);
create index on catalogue.medicines (manufacturer_key);
create index on catalogue.medicines (substitution_group);

create table catalogue.products (
  id bigint generated always as identity primary key,
  shop_id bigint not null references shops.shops,
  slug text not null unique,
  name text not null,
  name_key text not null generated always as (lower(name)) stored,
  description text,
  category text not null references catalogue.categories,
  gtin text references catalogue.medicines,
  tax_class text not null check (tax_class in ('medicine_reimbursed', 'medicine', 'reduced', 'standard')),
  -- How long a pack lasts its buyer: a lot must outlive it to be sold.
  usage_days integer not null check (usage_days >= 0),
  low_stock_at integer not null check (low_stock_at >= 0),
  rating numeric(3, 2),
  rating_count integer not null default 0,
  is_live boolean not null default true,
  created_at timestamptz not null,
  deleted_at timestamptz,
  terms tsvector not null,
  unique (shop_id, id)
);
create unique index products_name_in_shop on catalogue.products (shop_id, name_key) where deleted_at is null;
create index products_terms on catalogue.products using gin (terms) with (fastupdate = off);
create index products_newest on catalogue.products (id desc) where is_live and deleted_at is null;
-- What is included lets lists be counted without reading the table.
create index products_in_category on catalogue.products (category, id desc) include (shop_id) where is_live and deleted_at is null;
create index products_in_shop on catalogue.products (shop_id, id desc) include (is_live) where deleted_at is null;
create index products_of_medicine on catalogue.products (gtin) where gtin is not null and deleted_at is null;

-- What is bought, stocked and priced. A product has at least one; the composite key keeps it in its product's shop.
create table catalogue.variants (
  id bigint generated always as identity primary key,
  shop_id bigint not null,
  product_id bigint not null,
  sku text not null,
  options jsonb not null default '{}',
  gtin text,
  position integer not null,
  foreign key (shop_id, product_id) references catalogue.products (shop_id, id),
  constraint sku_in_shop unique (shop_id, sku),
  unique (product_id, position),
  unique (shop_id, id)
);
