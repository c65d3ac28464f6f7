import type { Client } from 'pg'

/**
 * Facts are ordered by the transaction that published them, and a reaction's progress is a place in that order. The numbers of
 * transactions belong to the server that gave them: on another, new facts would begin below the old ones and never be seen.
 * What reactions rely on is kept with numbers below all that a server gives: facts between two reactions' progress share one
 * number, within which ids, which follow cause and effect as well, give the order; each reaction stands at the end of its own.
 */
export async function rebaseFacts(client: Client): Promise<void> {
  // A backup brings the schema it was made with; cursors had another name once.
  const { rows } = await client.query<{ is_now: boolean }>(`select to_regclass('kernel.cursors') is not null as is_now`)
  const cursors = rows[0]?.is_now === true ? 'cursors' : 'reactions'
  await client.query(`
    with places as (
      select tx, id, dense_rank() over (order by tx, id) - 1 as number from kernel.${cursors} group by tx, id
    ), moved as (
      update kernel.${cursors} r set tx = p.number::text::xid8, id = (select coalesce(max(id), 0) from kernel.facts)
      from places p where (p.tx, p.id) = (r.tx, r.id)
    )
    update kernel.facts f set tx = (select count(*) from places p where (p.tx, p.id) < (f.tx, f.id))::text::xid8`)
}
