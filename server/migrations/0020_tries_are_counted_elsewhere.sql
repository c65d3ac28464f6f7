-- Tries of codes are counted in kernel.limits, for addresses that nobody has as well. The two columns stay for programs of
-- before, which share the database while a new one is brought in; new ones leave them alone.
alter table people.codes
  alter column tries_since set default now();
comment on column people.codes.tries is 'No more in use: kernel.limits counts.';
comment on column people.codes.tries_since is 'No more in use.';
-- The codes of a known device have rows of their own: `sign_in`, a blank, and which device.
comment on column people.codes.purpose is 'What for; of a known device, followed by which.';
