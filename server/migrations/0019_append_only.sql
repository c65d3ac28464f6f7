-- What happened is only ever added to. The triggers named append_only say of which tables that holds, for whoever asks, a
-- superuser included; the role that the program uses has no right to change them either, which it cannot give itself.
create function kernel.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only', tg_table_schema, tg_table_name;
end $$;

create trigger append_only before update or delete or truncate on ledger.journals
  for each statement execute function kernel.refuse_change();
create trigger append_only before update or delete or truncate on ledger.postings
  for each statement execute function kernel.refuse_change();
create trigger append_only before update or delete or truncate on inventory.movements
  for each statement execute function kernel.refuse_change();
create trigger append_only before update or delete or truncate on payments.entries
  for each statement execute function kernel.refuse_change();
create trigger append_only before update or delete or truncate on orders.checkouts
  for each statement execute function kernel.refuse_change();
create trigger append_only before update or delete or truncate on orders.lines
  for each statement execute function kernel.refuse_change();
-- What a buyer wrote goes with their account; that something was moved, when and by whom, stays.
create trigger append_only
  before update of id, order_id, version, from_status, to_status, actor, reason, user_id, at or delete or truncate on orders.moves
  for each statement execute function kernel.refuse_change();
