create schema shops;

create table shops.categories (
  slug text primary key,
  name text not null,
  position integer not null
);
insert into shops.categories (slug, name, position) values
  ('pharmacy', 'Pharmacy', 1),
  ('parapharmacy', 'Parapharmacy', 2),
  ('optician', 'Optician', 3),
  ('medical-equipment', 'Medical equipment', 4),
  ('health-food', 'Health food', 5),
  ('veterinary', 'Veterinary', 6);

create table shops.shops (
  id bigint generated always as identity primary key,
  slug text not null unique,
  name text not null,
  owner_id bigint not null unique references people.users,
  category text not null references shops.categories,
  status text not null default 'pending' check (status in ('pending', 'approved', 'rejected', 'suspended')),
  status_note text,
  is_verified boolean not null default false,
  phone text not null,
  licence text,
  address jsonb,
  city text generated always as (address ->> 'city') stored,
  country text not null check (country ~ '^[A-Z]{2}$'),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null,
  rating numeric(3, 2),
  rating_count integer not null default 0,
  created_at timestamptz not null
);
create index on shops.shops (status, id);
