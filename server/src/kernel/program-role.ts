import { runMigrations, Logger } from 'graphile-worker'
import { Pool, type Client } from 'pg'
import { clientOf } from './client.ts'
import { migrate } from './migrate.ts'
import { programRole } from './postgres/place.ts'

/**
 * Who the program is in the database, where somebody else owns it: it reads, adds and changes rows, but alters no table, and of
 * those that are append-only it changes nothing, whatever a flaw in it is made to try. A migration that makes a table
 * append-only says so with a trigger of that name; the rights follow from it.
 */
export { programRole }

/** The schema of the jobs, which is the program's own: its rows come and go, and it refuses all but its owner. */
const jobsSchema = 'graphile_worker'

/**
 * Brings the schema up to date and gives the program's role, where the server has it, what it needs. Whoever may not, because
 * this is the program's role itself, finds everything done or is told what to do.
 */
export async function prepareDatabase(url: string): Promise<string[]> {
  const applied = await migrate(url)
  await withOwner(url, async (client) => {
    await prepareJobsFor(url)
    await client.query('begin')
    await client.query(`select pg_advisory_xact_lock(hashtext('mortar rights'))`)
    const { rows } = await client.query<{ statement: string }>(wanting)
    for (const { statement } of rows) await client.query(statement)
    await client.query('commit')
  })
  return applied
}

/** Only for whoever owns the tables, and only where there is somebody to give rights to. */
async function withOwner(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = clientOf({
    connectionString: url,
    application_name: 'mortar-rights',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect()
  try {
    const { rows } = await client.query<{ owns: boolean }>(
      `select pg_has_role(current_user, relowner, 'usage') and current_user <> $1 as owns
       from pg_class where oid = 'public.mortar_migrations'::regclass and exists (select from pg_roles where rolname = $1)`,
      [programRole],
    )
    if (rows[0]?.owns === true) await work(client)
  } finally {
    await client.end()
  }
}

async function prepareJobsFor(url: string): Promise<void> {
  const pgPool = new Pool({ connectionString: url, max: 1, application_name: 'mortar-rights' })
  pgPool.on('error', () => undefined)
  pgPool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await runMigrations({ pgPool, logger: new Logger(() => () => undefined) })
  } finally {
    await pgPool.end()
  }
}

const history = `
  history as (
    select t.tgrelid as oid, tgattr::smallint[] as kept, tgtype & 16 > 0 as no_update, tgtype & 8 > 0 as no_delete
    from pg_trigger t where t.tgname = 'append_only'
  ), tables as (
    select c.oid, n.nspname, c.relname, c.relowner, format('%I.%I', n.nspname, c.relname) as name,
      coalesce(h.no_update, false) as no_update, coalesce(h.no_delete, false) as no_delete,
      (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and array_length(h.kept, 1) > 0
          and not a.attnum = any (h.kept)) as changeable
    from pg_class c join pg_namespace n on n.oid = c.relnamespace left join history h on h.oid = c.oid
    where c.relkind in ('r', 'p') and n.nspname not in ('public', 'information_schema', '${jobsSchema}') and n.nspname !~ '^pg_'
  )`

/**
 * The statements that are still to be run, so that a start of a database that is ready changes nothing: rights that are
 * missing, rights that a table which has become append-only must lose, and objects of the jobs that are not the program's yet.
 */
const wanting = `
  with ${history}
  select format('grant usage on schema %I to ${programRole}', nspname) as statement from (select distinct nspname from tables) s
    where not has_schema_privilege('${programRole}', nspname, 'usage')
  union all
  select format('grant select on public.mortar_migrations to ${programRole}')
    where not has_table_privilege('${programRole}', 'public.mortar_migrations', 'select')
  union all
  select format('revoke all on %s from ${programRole}', name) from tables
    where (no_update and has_table_privilege('${programRole}', oid, 'update'))
      or (no_delete and has_table_privilege('${programRole}', oid, 'delete'))
      or has_table_privilege('${programRole}', oid, 'truncate')
  union all
  select format('grant select, insert%s%s on %s to ${programRole}',
      case when not no_update then ', update' when changeable is not null then format(', update (%s)', changeable) else '' end,
      case when no_delete then '' else ', delete' end, name) from tables
    where not has_table_privilege('${programRole}', oid, 'select') or not has_table_privilege('${programRole}', oid, 'insert')
      or (no_update and has_table_privilege('${programRole}', oid, 'update'))
      or (no_delete and has_table_privilege('${programRole}', oid, 'delete'))
      or (not no_update and not has_table_privilege('${programRole}', oid, 'update'))
      or (not no_delete and not has_table_privilege('${programRole}', oid, 'delete'))
      or (changeable is not null and not has_any_column_privilege('${programRole}', oid, 'update'))
      or has_table_privilege('${programRole}', oid, 'truncate')
  union all
  select format('grant usage, select on sequence %I.%I to ${programRole}', n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in (select nspname from tables)
      and case when c.relkind = 'S' then not has_sequence_privilege('${programRole}', c.oid, 'usage') end
  union all
  select format('alter schema ${jobsSchema} owner to ${programRole}') from pg_namespace
    where nspname = '${jobsSchema}' and nspowner <> '${programRole}'::regrole
  union all
  select format('alter %s %s owner to ${programRole}', case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end, c.oid::regclass)
    from pg_class c
    where c.relnamespace = (select oid from pg_namespace where nspname = '${jobsSchema}') and c.relkind in ('r', 'p', 'v', 'S')
      and c.relowner <> '${programRole}'::regrole
      and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i') and c.relkind = 'S')
  union all
  select format('alter routine %s owner to ${programRole}', p.oid::regprocedure) from pg_proc p
    where p.pronamespace = (select oid from pg_namespace where nspname = '${jobsSchema}') and p.proowner <> '${programRole}'::regrole
  union all
  select format('alter type %s owner to ${programRole}', t.oid::regtype) from pg_type t
    where t.typnamespace = (select oid from pg_namespace where nspname = '${jobsSchema}') and t.typowner <> '${programRole}'::regrole
      and t.typelem = 0 and (t.typrelid = 0 or (select relkind from pg_class where oid = t.typrelid) = 'c')`

/** Whether this user could change or remove what is append-only: as a superuser, as an owner, or by rights. */
export async function mayRewriteHistory(url: string): Promise<boolean> {
  const client = clientOf({
    connectionString: url,
    application_name: 'mortar-rights',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect()
  try {
    const { rows } = await client.query<{ may: boolean }>(`
      with ${history}
      select bool_or(pg_has_role(current_user, relowner, 'member') or has_table_privilege(oid, 'truncate')
        or (no_update and has_table_privilege(oid, 'update')) or (no_delete and has_table_privilege(oid, 'delete'))) as may
      from tables where no_update or no_delete`)
    return rows[0]?.may ?? true
  } finally {
    await client.end()
  }
}
