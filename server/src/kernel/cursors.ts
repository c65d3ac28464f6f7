import type { FactType } from '@mortar/contract/facts'
import { sql, type RawBuilder } from 'kysely'
import { sendUnread, type Tx } from './database.ts'
import type { Reaction, Retired } from './facts.ts'

/**
 * How far each reaction is, one cursor for each type of fact that it takes, which moves with facts of that type alone. Programs
 * of two versions may share them: each moves only the cursors of types it knows, so that what only the later one can take waits for it, and what a later program has
 * retired or renamed stops for both in the same moment.
 */
export async function register(db: Tx, reactions: readonly Reaction[], retired: readonly Retired[]): Promise<void> {
  await begin(db, reactions)
  await retire(db, retired)
}

type Declared = { reaction: string; type: FactType; start: 'now' | 'kept'; formerly: string | null }

const declared = (reactions: readonly Reaction[]): Declared[] =>
  reactions.flatMap(({ name, types, start, formerly }) =>
    types.map((type) => ({ reaction: name, type, start, formerly: formerly ?? null })),
  )

/**
 * A cursor that is new stands where the reaction of its former name is, which ends; or else before all that is kept, or
 * before what no transaction has finished yet. Rows are locked in the order of their names, whichever programs start at once.
 */
async function begin(db: Tx, reactions: readonly Reaction[]): Promise<void> {
  await sql`
    with declared as (
      select * from json_to_recordset(${JSON.stringify(declared(reactions))}::json)
        as d (reaction text, type text, start text, formerly text)
    ), former as (
      update kernel.cursors c set retired_at = now()
      from declared d where c.reaction = d.formerly and c.type = d.type and c.retired_at is null
        and not exists (select from kernel.cursors n where n.reaction = d.reaction and n.type = d.type)
      returning d.reaction, c.type, c.tx, c.id
    )
    insert into kernel.cursors (reaction, type, tx, id)
    select d.reaction, d.type,
      coalesce(f.tx, case d.start when 'now' then pg_snapshot_xmin(pg_current_snapshot()) else '0' end), coalesce(f.id, 0)
    from declared d left join former f on f.reaction = d.reaction and f.type = d.type
    order by d.reaction, d.type
    on conflict (reaction, type) do update set seen_at = now()`.execute(db)
}

async function retire(db: Tx, retired: readonly Retired[]): Promise<void> {
  if (retired.length === 0) return
  await sql`
    update kernel.cursors c set retired_at = now()
    from json_to_recordset(${JSON.stringify(retired)}::json) as r (reaction text, type text)
    where c.reaction = r.reaction and (r.type is null or c.type = r.type) and c.retired_at is null`.execute(db)
}

/** Those of this program are at work, as its daily round says: facts are kept for them. */
export async function seen(db: Tx, reactions: readonly Reaction[], at: Date): Promise<void> {
  await sql`update kernel.cursors c set seen_at = ${at} where ${among(reactions)} and c.retired_at is null`.execute(db)
}

const among = (reactions: readonly Reaction[]): RawBuilder<boolean> => {
  const all = declared(reactions)
  return sql`(c.reaction, c.type) in (
    select * from unnest(${all.map((each) => each.reaction)}::text[], ${all.map((each) => each.type)}::text[]))`
}

/** Which of these have a fact to take yet. One cheap look: an index read for each cursor when there is none. */
export async function behind(db: Tx, reactions: readonly Reaction[]): Promise<Reaction[]> {
  const { rows } = await sql<{ reaction: string }>`
    select distinct c.reaction
    from kernel.cursors c
    where ${among(reactions)} and c.retired_at is null
      and exists (select from kernel.facts f where f.type = c.type and (f.tx, f.id) > (c.tx, c.id))`.execute(db)
  const names = new Set(rows.map((row) => row.reaction))
  return reactions.filter((each) => names.has(each.name))
}

/** A fact as it is kept. */
export type FactRow = { tx: string; id: number; type: FactType; data: unknown; at: string }

/** What one reaction takes at once, in (tx, id) order. */
export type Batch = { reaction: Reaction; rows: FactRow[] }

/**
 * The next facts that these reactions take, in one statement, only below the oldest transaction still running, because ids
 * are given out before commit: `id > last` would miss the late ones. A cursor that somebody else is at work with is passed over; of a
 * reaction for which the order of facts of two types matters, all are locked or none. `limit`: of each type.
 */
export async function next(tx: Tx, reactions: readonly Reaction[], limit: number): Promise<Batch[]> {
  const ordered = reactions.filter((each) => each.ordered === true)
  const { rows } = await sql<FactRow & { reaction: string }>`
    with mine as materialized (
      select c.reaction, c.type, c.tx, c.id from kernel.cursors c
      where ${among(reactions)} and c.retired_at is null
      for update skip locked
    ), held as (
      select distinct c.reaction from kernel.cursors c
      where ${among(ordered)} and c.retired_at is null
        and not exists (select from mine where mine.reaction = c.reaction and mine.type = c.type)
    )
    select mine.reaction, f.tx::text as tx, f.id, f.type, f.at, f.data
    from mine cross join lateral (
      select f.tx, f.id, f.type, f.at, f.data from kernel.facts f
      where f.type = mine.type and (f.tx, f.id) > (mine.tx, mine.id) and f.tx < pg_snapshot_xmin(pg_current_snapshot())
      order by f.tx, f.id
      limit ${sql.lit(limit)}
    ) f
    where mine.reaction not in (select reaction from held)
    order by f.tx, f.id`.execute(tx)
  return reactions.flatMap((reaction) => {
    const of = rows.filter((row) => row.reaction === reaction.name)
    // Beyond it an earlier fact of another type may have been cut off.
    const taken = reaction.ordered === true ? of.slice(0, limit) : of
    return taken.length === 0 ? [] : [{ reaction, rows: taken }]
  })
}

/** Each cursor to the last fact of its type that was taken; all of them in one statement. */
export async function moveCursors(tx: Tx, batches: readonly Batch[]): Promise<void> {
  const last = batches.flatMap(({ reaction, rows }) =>
    [...new Map(rows.map((row) => [row.type, row])).values()].map((row) => ({ ...row, reaction: reaction.name })),
  )
  await sendUnread(
    tx,
    sql`update kernel.cursors c set tx = l.tx, id = l.id
    from unnest(${last.map((each) => each.reaction)}::text[], ${last.map((each) => each.type)}::text[],
      ${last.map((each) => each.tx)}::xid8[], ${last.map((each) => each.id)}::bigint[]) as l (reaction, type, tx, id)
    where c.reaction = l.reaction and c.type = l.type`,
  )
}
