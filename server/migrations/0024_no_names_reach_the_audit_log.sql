-- A program of before, which shares the database while a new one is brought in, went on writing what 0021 took out: what people
-- call their device, and their number with the chamber. Now it does not get in, whoever writes; and what came in meanwhile goes.
create function people.withhold_names() returns trigger language plpgsql as $$
begin
  if new.action = 'session.start' then
    new.after := nullif(new.after - 'device', '{}');
  else
    if new.before ->> 'registration_number' is not null then
      new.before := jsonb_set(new.before, '{registration_number}', '"(not kept)"');
    end if;
    if new.after ->> 'registration_number' is not null then
      new.after := jsonb_set(new.after, '{registration_number}', '"(not kept)"');
    end if;
  end if;
  return new;
end $$;

create trigger withhold_names before insert on people.audit
  for each row when (new.action in ('session.start', 'staff.update', 'staff.remove'))
  execute function people.withhold_names();

alter table people.audit disable trigger append_only;
update people.audit set after = nullif(after - 'device', '{}') where action = 'session.start' and after ? 'device';
update people.audit
set before = case when before ->> 'registration_number' is null then before
    else jsonb_set(before, '{registration_number}', '"(not kept)"') end,
  after = case when after ->> 'registration_number' is null then after
    else jsonb_set(after, '{registration_number}', '"(not kept)"') end
where action in ('staff.update', 'staff.remove')
  and (before ->> 'registration_number' <> '(not kept)' or after ->> 'registration_number' <> '(not kept)');
alter table people.audit enable trigger append_only;
