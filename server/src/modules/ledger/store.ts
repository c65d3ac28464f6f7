import { sql, sendUnread, type Tx } from '../../kernel/database.ts'

/** The only file that writes the schema `ledger`. */

/** Both sides in one row: a posting cannot be unbalanced. `amount_minor` is above zero. */
export type Posting = { source: string; destination: string; amount_minor: number; currency: string }
/** What belongs together and happens once. `kind` says what happened, `reference` to what. */
export type Journal = { reference: string; kind: string; postings: readonly Posting[] }

/** A guarded account that has less than is to be taken from it. */
export type Overdraft = { code: string; currency: string; balance_minor: number }

export type Account = { code: string; currency: string; guarded: boolean }

/** Makes the accounts that are missing. A statement of its own, so that the next one sees those others made meanwhile. */
export async function ensureAccounts(tx: Tx, accounts: Account[]): Promise<void> {
  await sql`
    insert into ledger.accounts (code, currency, guarded, balance_minor)
    select n.code, n.currency, n.guarded, case when n.guarded then 0 end
    from json_to_recordset(${JSON.stringify(accounts)}::json) as n (code text, currency text, guarded boolean)
    where not exists (select from ledger.accounts a where a.code = n.code and a.currency = n.currency)
    order by n.code, n.currency
    on conflict do nothing`.execute(tx)
}

/**
 * Journals, their postings and the balances they guard, in one statement; guarded accounts are locked in id order. The new
 * balance is made from the locked row, and judged by it: the statement's own snapshot knows nothing of what was committed
 * while we waited. All is written, or nothing where an account would be overdrawn; then the answer is which.
 */
export async function insertJournals(tx: Tx, journals: readonly Journal[], at: Date): Promise<Overdraft[]> {
  const rows = journals.flatMap(({ reference, kind, postings }) =>
    postings.map((posting) => ({ reference, kind, ...posting })),
  )
  const { rows: overdrafts } = await sql<Overdraft>`
    with wanted as (
      select p.*, source.id as source_id, destination.id as destination_id
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as p (reference text, kind text, source text, destination text, amount_minor bigint, currency text)
      join ledger.accounts source on source.code = p.source and source.currency = p.currency
      join ledger.accounts destination on destination.code = p.destination and destination.currency = p.currency
    ), changes as (
      select id, sum(change) as change
      from (
        select destination_id as id, amount_minor as change from wanted
        union all
        select source_id, -amount_minor from wanted
      ) sides
      group by id
    ), locked as materialized (
      select a.id, a.code, a.currency, a.balance_minor
      from ledger.accounts a join changes c on c.id = a.id
      where a.guarded order by a.id for no key update of a
    ), overdraft as materialized (
      select l.code, l.currency, l.balance_minor from locked l join changes c on c.id = l.id
      where l.balance_minor + c.change < 0
    ), journal as (
      insert into ledger.journals (reference, kind, at)
      select distinct reference, kind, ${at}::timestamptz from wanted where not exists (select from overdraft)
      returning id, reference
    ), posting as (
      insert into ledger.postings (journal_id, source_id, destination_id, amount_minor)
      select journal.id, source_id, destination_id, amount_minor from wanted join journal using (reference)
    ), kept as (
      update ledger.accounts a set balance_minor = l.balance_minor + c.change
      from changes c join locked l on l.id = c.id
      where a.id = c.id and not exists (select from overdraft)
    )
    select code, currency, balance_minor from overdraft`.execute(tx)
  return overdrafts
}

export async function isPosted(tx: Tx, reference: string): Promise<boolean> {
  const { rows } = await sql`select from ledger.journals where reference = ${reference}`.execute(tx)
  return rows.length > 0
}

export type Owing = { shop_id: number; currency: string; reference: string }

/** Of shops that were given something: what of their debts their payable can settle now. Most shops have none. */
export async function debtsOf(tx: Tx, given: readonly Owing[]): Promise<(Owing & { amount_minor: number })[]> {
  const { rows } = await sql<Owing & { amount_minor: number }>`
    select g.shop_id, g.currency, g.reference, least(payable.balance_minor, -debt.balance)::bigint as amount_minor
    from json_to_recordset(${JSON.stringify(given)}::json) as g (shop_id bigint, currency text, reference text)
    join ledger.accounts owed on owed.code = 'shop:' || g.shop_id || ':owed' and owed.currency = g.currency
    join ledger.accounts payable on payable.code = 'shop:' || g.shop_id || ':payable' and payable.currency = g.currency
    cross join lateral (
      select (select coalesce(sum(amount_minor), 0) from ledger.postings where destination_id = owed.id)
        - (select coalesce(sum(amount_minor), 0) from ledger.postings where source_id = owed.id) as balance
    ) debt
    where payable.balance_minor > 0 and debt.balance < 0
    order by g.shop_id`.execute(tx)
  return rows
}

/** A journal's postings, or none if there is no such journal; and whether it was reversed. Of two who ask, one waits for the other. */
export async function toReverse(
  tx: Tx,
  reference: string,
  reversal: string,
): Promise<{ postings: Posting[]; isReversed: boolean }> {
  await sendUnread(tx, sql`select pg_advisory_xact_lock(hashtextextended(${reversal}, 0))`)
  const { rows } = await sql<Posting & { is_reversed: boolean }>`
    select source.code as source, destination.code as destination, p.amount_minor, source.currency,
      exists (select from ledger.journals where reference = ${reversal}) as is_reversed
    from ledger.journals j
    join ledger.postings p on p.journal_id = j.id
    join ledger.accounts source on source.id = p.source_id
    join ledger.accounts destination on destination.id = p.destination_id
    where j.reference = ${reference} order by p.id`.execute(tx)
  const postings = rows.map(({ source, destination, amount_minor, currency }) => {
    return { source, destination, amount_minor, currency }
  })
  return { postings, isReversed: rows[0]?.is_reversed ?? false }
}
