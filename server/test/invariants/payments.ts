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
        where j.kind in ('payment.capture', 'payment.refund')
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
    name: 'what is captured and let go of an order is no more than it cost, and what is refunded no more than was captured',
    sql: `select payment_id, reference, array_agg(e.kind || ' ' || e.amount_minor) as entries
      from payments.entries e left join orders.orders o on o.number = e.reference join payments.payments p on p.id = e.payment_id
      group by payment_id, reference
      having sum(e.amount_minor) filter (where kind in ('capture', 'void')) > coalesce(max(o.total_minor), max(p.amount_minor))
        or coalesce(sum(e.amount_minor) filter (where kind = 'refund'), 0)
          > coalesce(sum(e.amount_minor) filter (where kind = 'capture'), 0)`,
  },
  {
    name: 'an entry is an order’s share of an attempt of its payment, and the shares are no more than the attempt',
    sql: `select a.id, a.kind, a.amount_minor, e.* from payments.attempts a
      cross join lateral (
        select sum(amount_minor) as sum, bool_and(payment_id = a.payment_id and kind = a.kind) as fits
        from payments.entries where attempt_id = a.id
      ) e
      where e.sum is not null and (not e.fits or (a.kind <> 'capture' and e.sum <> a.amount_minor))`,
  },
  {
    name: 'what a payment has in suspense is what came for it, less what pays for orders and what goes back',
    sql: `select p.id, p.suspense_minor, a.*, e.*, l.posted from payments.payments p
      cross join lateral (
        select coalesce(sum(done_minor) filter (where kind = 'capture'), 0) as came,
          coalesce(sum(amount_minor) filter (where kind = 'refund'), 0) as goes_back
        from payments.attempts where payment_id = p.id
      ) a
      cross join lateral (
        select coalesce(sum(amount_minor) filter (where kind = 'capture'), 0) as captured,
          coalesce(sum(amount_minor) filter (where kind = 'refund'), 0) as refunded
        from payments.entries where payment_id = p.id
      ) e
      left join (
        select split_part(j.reference, ':', 2)::uuid as uuid,
          sum(case when d.code like 'suspense:%' then g.amount_minor else -g.amount_minor end) as posted
        from ledger.journals j
        join ledger.postings g on g.journal_id = j.id
        join ledger.accounts s on s.id = g.source_id
        join ledger.accounts d on d.id = g.destination_id
        where j.reference like 'payment:%' and 'suspense' in (split_part(s.code, ':', 1), split_part(d.code, ':', 1))
        group by 1
      ) l on l.uuid = p.uuid
      where p.suspense_minor <> a.came - e.captured + e.refunded - a.goes_back
        or p.suspense_minor <> coalesce(l.posted, 0)`,
  },
  {
    name: 'what came, what is in suspense and what is on its way back are what the gateway’s accounts say',
    sql: `with method(name, gateway, suspense, refunds) as (values
        ('fake', 'gateway:fake', 'suspense:fake', 'refunds:fake'), ('cash_on_delivery', 'buyers:cash', '', '')
      ), told as (
        select m.name, p.currency,
          sum(coalesce(a.sent, 0) - coalesce(a.came, 0)) as gateway, sum(p.suspense_minor) as suspense,
          sum(coalesce(a.on_its_way, 0)) as refunds
        from method m join payments.payments p on p.method = m.name
        left join (
          select payment_id, sum(done_minor) filter (where kind = 'capture') as came,
            sum(done_minor) filter (where kind = 'refund') as sent,
            sum(amount_minor - done_minor) filter (where kind = 'refund') as on_its_way
          from payments.attempts group by payment_id
        ) a on a.payment_id = p.id
        group by 1, 2
      ), stray as (
        select provider, currency, sum(case kind when 'captured' then amount_minor else -amount_minor end) as came
        from payments.events where decision = 'unexplained' group by 1, 2
      ), sums as (
        select coalesce(t.name, s.provider) as name, coalesce(t.currency, s.currency) as currency,
          coalesce(t.gateway, 0) - coalesce(s.came, 0) as gateway,
          coalesce(t.suspense, 0) + coalesce(s.came, 0) as suspense, coalesce(t.refunds, 0) as refunds
        from told t full join stray s on s.provider = t.name and s.currency = t.currency
      ), posted as (
        select a.code, a.currency,
          sum(case when p.destination_id = a.id then p.amount_minor else -p.amount_minor end) as balance
        from ledger.accounts a join ledger.postings p on a.id in (p.source_id, p.destination_id)
        where a.code ~ '^(gateway|suspense|refunds|buyers):' group by 1, 2
      )
      select s.name, s.currency, expected.code, expected.balance, posted.balance as posted
      from sums s join method m using (name)
      cross join lateral (values (m.gateway, s.gateway), (m.suspense, s.suspense), (m.refunds, s.refunds))
        as expected(code, balance)
      left join posted on posted.code = expected.code and posted.currency = s.currency
      where expected.code <> '' and expected.balance <> coalesce(posted.balance, 0)`,
  },
  {
    name: 'money that an event brought is written once: in an attempt of its payment, or in suspense under the provider’s name for it',
    sql: `select e.id, e.kind, e.amount_minor, e.decision, a.*, j.id as journal from payments.events e
      left join lateral (
        select count(*) as attempts, bool_or(done_minor = e.amount_minor) as is_exact from payments.attempts
        where payment_id = e.payment_id and (provider_ref = e.provider_ref or uuid = e.attempt) and state = 'done'
          and kind = case e.kind when 'captured' then 'capture' else 'refund' end
      ) a on true
      left join ledger.journals j on j.reference = 'event:' || e.provider || ':' || e.kind || ':' || e.provider_ref
      where e.kind in ('captured', 'refunded') and e.amount_minor > 0 and e.decision is not null
        and case e.decision
          when 'unexplained' then j.id is null
          when 'known' then j.id is null and a.attempts < 1
          else a.attempts < 1 or not a.is_exact
        end`,
  },
]
