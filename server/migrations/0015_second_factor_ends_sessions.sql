-- Sessions end with a change of the second factor, too.
alter table people.sessions
  drop constraint sessions_end_reason_check,
  add constraint sessions_end_reason_check check (end_reason in
    ('logout', 'everywhere', 'device', 'superseded', 'reuse', 'blocked', 'password', 'email', 'role', 'second_factor', 'deleted'));
