-- A shop sells a pack once: whether another of its variants bears the GTIN is asked with each listing that has one.
create index variants_by_gtin on catalogue.variants (shop_id, gtin) where gtin is not null;
