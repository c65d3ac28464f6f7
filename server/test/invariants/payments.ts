/** Each query returns the rows that break the invariant; it knows the tables and nothing of the code. */
export const paymentsInvariants: { name: string; sql: string }[] = [
  {
    name: 'captured, voided and refunded are the sums of their entries',
    sql: `select p.id, p.captured_minor, p.voided_minor, p.refunded_minor, e.*
      from payments.payments p
      cross join lateral (
        select coalesce(sum(amount_minor) filter (where kind = 'capture'), 0) as captured,
          coalesce(sum(amount_minor) filter (where kind = 'void'), 0) as voided,
          coalesce(sum(amount_minor) filter (where kind = 'refund'), 0) as refunded
        from payments.entries where payment_id = p.id
      ) e
      where (p.captured_minor, p.voided_minor, p.refunded_minor) is distinct from (e.captured, e.voided, e.refunded)`,
  },
  {
    name: 'no more is taken than was asked, and no more given back than was taken',
    sql: `select id, amount_minor, captured_minor, voided_minor, refunded_minor from payments.payments
      where captured_minor + voided_minor > amount_minor or refunded_minor > captured_minor`,
  },
  {
    name: 'captured less refunded is what the ledger holds under the payment',
    sql: `select p.id, p.captured_minor - p.refunded_minor as kept, coalesce(l.sum, 0) as posted
      from payments.payments p
      left join (
        select split_part(j.reference, ':', 2)::uuid as uuid,
          sum(case j.kind when 'payment.refund' then -g.amount_minor else g.amount_minor end)
        from ledger.journals j join ledger.postings g on g.journal_id = j.id
        where j.reference like 'payment:%'
        group by 1
      ) l on l.uuid = p.uuid
      where p.captured_minor - p.refunded_minor <> coalesce(l.sum, 0)`,
  },
  {
    name: 'the status follows from the sums',
    sql: `select id, status, amount_minor, captured_minor, voided_minor, refunded_minor from payments.payments
      where not case status
        when 'open' then captured_minor + voided_minor < amount_minor
        when 'paid' then captured_minor + voided_minor = amount_minor
          and (amount_minor = 0 or captured_minor > refunded_minor)
        when 'refunded' then captured_minor + voided_minor = amount_minor and captured_minor > 0
          and captured_minor = refunded_minor
        when 'voided' then amount_minor > 0 and voided_minor = amount_minor
        when 'failed' then amount_minor > 0 and voided_minor = amount_minor
        else false
      end`,
  },
  {
    name: 'an order is not both captured and voided, and not refunded without a capture of as much',
    sql: `select payment_id, reference, array_agg(kind || ' ' || amount_minor) as entries
      from payments.entries group by payment_id, reference
      having bool_or(kind = 'capture') and bool_or(kind = 'void')
        or coalesce(sum(amount_minor) filter (where kind = 'refund'), 0)
          > coalesce(sum(amount_minor) filter (where kind = 'capture'), 0)`,
  },
]
