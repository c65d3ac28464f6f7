-- A name and the same name with a letter that cannot be seen, or with its accents written apart, are one: unique in a shop.
drop index catalogue.products_name_in_shop;
alter table catalogue.products drop column name_key;
alter table catalogue.products add column name_key text not null
  generated always as (lower(normalize(regexp_replace(name, U&'[\200C\200D\FE0E\FE0F]', '', 'g'), NFKC))) stored;

-- Of those that became one, the oldest keeps the name.
update catalogue.products p set name = left(p.name, 100) || ' (' || left(p.slug, 50) || ')'
from (
  select id, row_number() over (partition by shop_id, name_key order by id) as nth
  from catalogue.products where deleted_at is null
) same
where same.id = p.id and same.nth > 1;

create unique index products_name_in_shop on catalogue.products (shop_id, name_key) where deleted_at is null;
