-- What people called their device, and their number with the chamber, outlived them in the log. It says that there was one,
-- and nothing of what it was. The log is closed again at once.
alter table people.audit disable trigger append_only;
update people.audit set after = nullif(after - 'device', '{}') where action = 'session.start' and after ? 'device';
update people.audit
set before = case when before ->> 'registration_number' is null then before
    else jsonb_set(before, '{registration_number}', '"(not kept)"') end,
  after = case when after ->> 'registration_number' is null then after
    else jsonb_set(after, '{registration_number}', '"(not kept)"') end
where action in ('staff.update', 'staff.remove')
  and coalesce(before ->> 'registration_number', after ->> 'registration_number') is not null;
alter table people.audit enable trigger append_only;
