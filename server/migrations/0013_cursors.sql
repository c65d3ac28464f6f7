-- Programs of two versions may run on one database. A program's relay may therefore move only the progress of what it knows:
-- a reaction has a cursor for each type of fact that it takes, and a type that is new waits for a program that knows it.
create table kernel.cursors (
  reaction text not null,
  type text not null,
  tx xid8 not null,
  id bigint not null,
  -- When a program that takes this type with this reaction was last at work.
  seen_at timestamptz not null default now(),
  -- A later program said that nobody shall take it any more.
  retired_at timestamptz,
  primary key (reaction, type)
);

-- A batch under way is waited for, lest it be taken again; a program of before stops taking facts here.
lock table kernel.reactions in access exclusive mode;
insert into kernel.cursors (reaction, type, tx, id)
select name, taken.type, tx, id
from kernel.reactions
join (values
  ('live', 'session.ended'), ('live', 'shop.decided'), ('live', 'product.changed'), ('live', 'stock.changed'),
  ('live', 'order.placed'), ('live', 'order.moved'), ('live', 'order.released'),
  ('shops', 'person.deleted'), ('carts', 'person.deleted'), ('orders', 'person.deleted'), ('orders', 'order.moved'),
  ('notifications', 'person.registered'), ('notifications', 'code.issued'), ('notifications', 'account.secured'),
  ('notifications', 'staff.invited'), ('notifications', 'shop.registered'), ('notifications', 'shop.decided'),
  ('notifications', 'order.placed'), ('notifications', 'order.released'), ('notifications', 'order.moved'),
  ('notifications', 'person.deleted')
) taken (reaction, type) on taken.reaction = name;

-- What was parked is kept whatever becomes of its reaction.
alter table kernel.parked drop constraint parked_reaction_fkey;
drop table kernel.reactions;
