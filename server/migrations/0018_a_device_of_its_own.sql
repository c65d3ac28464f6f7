-- The device that a session is on: its own for as long as the session is renewed, and kept over the next sign-in there.
-- Each session that is there gets one, and so does what a program of before writes.
alter table people.sessions
  add column device_id text not null default left(replace(gen_random_uuid()::text, '-', ''), 16);
