-- A variant that is no longer sold keeps what it is: orders name it, lots stand on the shelf, and it may come back. Its price has
-- ended, so that programs of before sell it no more either.
alter table catalogue.variants add column archived_at timestamptz;
