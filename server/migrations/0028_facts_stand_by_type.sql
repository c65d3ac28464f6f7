-- Facts are looked for by their type and nothing else: one index holds them, in the order in which reactions take them. With two,
-- a reaction that waits for what never happens had the other one read from its beginning, again and again.
create unique index facts_in_order on kernel.facts (type, tx, id);
alter table kernel.facts drop constraint facts_pkey, add constraint facts_pkey primary key using index facts_in_order;
drop index kernel.facts_by_type;
