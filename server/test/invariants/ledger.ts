/** Each query returns the rows that break the invariant; it knows the tables and nothing of the code. */
export const ledgerInvariants: { name: string; sql: string }[] = [
  {
    name: 'the balances of all accounts of a currency sum to zero',
    sql: `select a.currency, sum(side.amount) as sum
      from (
        select destination_id as account_id, amount_minor as amount from ledger.postings
        union all
        select source_id, -amount_minor from ledger.postings
      ) side
      join ledger.accounts a on a.id = side.account_id
      group by a.currency having sum(side.amount) <> 0`,
  },
  {
    name: 'a posting stays within one currency',
    sql: `select p.id, source.currency as from_currency, destination.currency as to_currency
      from ledger.postings p
      join ledger.accounts source on source.id = p.source_id
      join ledger.accounts destination on destination.id = p.destination_id
      where source.currency <> destination.currency`,
  },
  {
    name: 'a guarded balance is the sum of its postings, and not below zero',
    sql: `select a.id, a.code, a.balance_minor, coalesce(side.sum, 0) as posted
      from ledger.accounts a
      left join (
        select account_id, sum(amount)
        from (
          select destination_id as account_id, amount_minor as amount from ledger.postings
          union all
          select source_id, -amount_minor from ledger.postings
        ) each_side
        group by account_id
      ) side on side.account_id = a.id
      where a.guarded and (a.balance_minor <> coalesce(side.sum, 0) or a.balance_minor < 0)`,
  },
  {
    name: 'what a shop is owed is guarded, and nothing else keeps a balance',
    sql: `select id, code, guarded, balance_minor from ledger.accounts
      where guarded <> (code like 'shop:%:payable') or guarded <> (balance_minor is not null)`,
  },
  {
    name: 'no journal is without postings',
    sql: `select id, reference from ledger.journals j
      where not exists (select from ledger.postings p where p.journal_id = j.id)`,
  },
  {
    name: 'a shop never owes less than nothing',
    sql: `select a.id, a.code, a.currency, d.balance from ledger.accounts a
      cross join lateral (
        select sum(case when p.destination_id = a.id then p.amount_minor else -p.amount_minor end) as balance
        from ledger.postings p where a.id in (p.source_id, p.destination_id)
      ) d
      where a.code like 'shop:%:owed' and d.balance > 0`,
  },
]
