-- A reaction looks for facts of the types that it takes: those of others it need not step over, and its cursors stand still.
create index facts_by_type on kernel.facts (type, tx, id);
