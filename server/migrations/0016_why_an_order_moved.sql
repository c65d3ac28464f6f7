-- Why the system moved an order is a code, worded in the reader's language; a note is what people wrote.
alter table orders.moves add column reason text;
update orders.moves set reason = note, note = null
where actor = 'system' and note in ('payment_received', 'payment_failed', 'payment_timeout');
