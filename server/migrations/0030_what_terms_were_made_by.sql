-- Which version of the rules (termsVersion in catalogue/terms.ts) the words of a product and the strengths of a medicine were made
-- by. None of what is there says; it is made anew in the background, and so is what a program of before writes from now on.
alter table catalogue.products add column terms_version integer not null default 0;
alter table catalogue.medicines add column terms_version integer not null default 0;
create index products_by_terms_version on catalogue.products (terms_version, id) where deleted_at is null;
create index medicines_by_terms_version on catalogue.medicines (terms_version, gtin);
