import { sql, type Tx } from '../kernel/database.ts'
import { command, say, UsageFault, withConnection, withDatabase } from './command.ts'

/** A figure that is kept because summing it each time would cost too much, and the query for rows that keep a wrong one. */
type Kept = { what: string; sql: string }

const kept: readonly Kept[] = [
  {
    what: 'stock on hand is the sum of its movements',
    sql: `select l.uuid as lot, l.on_hand as kept, coalesce(sum(m.quantity), 0) as found
      from inventory.lots l left join inventory.movements m on m.lot_id = l.id
      group by l.id having l.on_hand <> coalesce(sum(m.quantity), 0)`,
  },
  {
    what: 'stock held is the sum of what is held for orders',
    sql: `select l.uuid as lot, l.held as kept, coalesce(sum(h.quantity), 0) as found
      from inventory.lots l left join inventory.holds h on h.lot_id = l.id and h.state = 'held'
      group by l.id having l.held <> coalesce(sum(h.quantity), 0)`,
  },
  {
    what: 'what is promised to an order is what it asked for',
    sql: `select order_id, variant_id, h.quantity as kept, l.quantity as found
      from (select order_id, variant_id, sum(quantity) as quantity from inventory.holds group by 1, 2) h
      full join (select order_id, variant_id, sum(quantity) as quantity from orders.lines group by 1, 2) l
        using (order_id, variant_id)
      where h.quantity is distinct from l.quantity`,
  },
  {
    what: 'what a shop is owed is the sum of its postings',
    sql: `select a.code as account, a.currency, a.balance_minor as kept, coalesce(sum(p.amount), 0) as found
      from ledger.accounts a
      left join (
        select destination_id as id, amount_minor as amount from ledger.postings
        union all select source_id, -amount_minor from ledger.postings
      ) p on p.id = a.id
      where a.guarded group by a.id having a.balance_minor <> coalesce(sum(p.amount), 0)`,
  },
  {
    what: 'what a payment captured, let go and gave back is the sum of its entries',
    sql: `select p.uuid as payment, array[p.captured_minor, p.voided_minor, p.refunded_minor] as kept, e.found
      from payments.payments p, lateral (
        select array[coalesce(sum(amount_minor) filter (where kind = 'capture'), 0),
          coalesce(sum(amount_minor) filter (where kind = 'void'), 0),
          coalesce(sum(amount_minor) filter (where kind = 'refund'), 0)]::bigint[] as found
        from payments.entries where payment_id = p.id
      ) e
      where array[p.captured_minor, p.voided_minor, p.refunded_minor] <> e.found`,
  },
  {
    what: 'what a payment has in suspense is what came for it, less what pays for orders and what goes back',
    sql: `select p.uuid as payment, p.suspense_minor as kept, a.minor + e.minor as found
      from payments.payments p, lateral (
        select coalesce(sum(case kind when 'capture' then done_minor when 'refund' then -amount_minor end), 0)::bigint as minor
        from payments.attempts where payment_id = p.id
      ) a, lateral (
        select coalesce(sum(case kind when 'capture' then -amount_minor when 'refund' then amount_minor end), 0)::bigint as minor
        from payments.entries where payment_id = p.id
      ) e
      where p.suspense_minor <> a.minor + e.minor`,
  },
  {
    what: 'the price that lists show is the lowest a product has',
    sql: `select p.slug as product, o.price_minor as kept, c.found
      from catalogue.products p
      left join pricing.offers o on o.product_id = p.id
      left join (
        select v.product_id, min(c.price_minor) as found
        from catalogue.variants v join pricing.prices c on c.variant_id = v.id and c.ends_at is null group by v.product_id
      ) c on c.product_id = p.id
      where o.price_minor is distinct from c.found`,
  },
  {
    what: 'what lists show from when to when is the lowest of prices and of what lasts then',
    sql: `select p.slug as product, t.ends_at as until, t.price_minor as kept, f.found
      from pricing.offers_by_time t
      join catalogue.products p on p.id = t.product_id
      cross join lateral (
        select min(least(c.price_minor, w.price_minor)) as found
        from catalogue.variants v join pricing.prices c on c.variant_id = v.id and c.ends_at is null
        left join pricing.windows w on w.variant_id = v.id and w.starts_at < t.ends_at and w.ends_at >= t.ends_at
          and w.ends_at < 'infinity'
        where v.product_id = t.product_id
      ) f
      where t.price_minor is distinct from f.found`,
  },
  {
    what: 'what was taken off an order, and what it asks beside its goods, are the sums of their rows',
    sql: `select o.number as order, o.adjusted_minor as kept, a.found, o.charges_minor as charges_kept, c.found as charges_found
      from orders.orders o
      left join (select order_id, sum(amount_minor)::bigint as found from orders.adjustments group by 1) a on a.order_id = o.id
      left join (select order_id, sum(amount_minor)::bigint as found from orders.charges group by 1) c on c.order_id = o.id
      where o.adjusted_minor <> coalesce(a.found, 0) or o.charges_minor is distinct from coalesce(c.found, 0)`,
  },
]

export type Difference = { what: string; rows: object[] }

/** Compares every kept figure with what it is the sum of. Returns those that differ. */
export async function reconcile(db: Tx): Promise<Difference[]> {
  const differences: Difference[] = []
  for (const { what, sql: text } of kept) {
    const { rows } = await sql<object>`${sql.raw(text)}`.execute(db)
    if (rows.length > 0) differences.push({ what, rows })
  }
  return differences
}

/** `npm run reconcile`: says what differs and changes nothing; exit 1 if anything does. */
if (import.meta.main)
  await command(async () => {
    const differences = await withDatabase(({ url }) => withConnection(url, reconcile))
    for (const { what, rows } of differences) {
      say(`Not so: ${what}, in ${rows.length} ${rows.length === 1 ? 'case' : 'cases'}.`)
      for (const row of rows.slice(0, 10)) say(`  ${JSON.stringify(row)}`)
    }
    if (differences.length > 0) throw new UsageFault('The books do not agree with their entries.')
    say(`The books agree with their entries: ${kept.length} kinds of figures compared.`)
  })
