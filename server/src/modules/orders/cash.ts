import { sql, type Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { statementAhead, statementUnread } from '../../kernel/statement.ts'
import type { Quote } from '../pricing/index.ts'

type Row = {
  name: string
  is_verified: boolean
  orders_limit: number
  amount_limit: number
  orders: number
  amount: number
}

/**
 * Whether the shops would take one more cash order of this person: it holds stock, and nobody has paid. Of two at
 * once one is counted after the other is committed: each takes the person's turn first. The question goes out with the
 * statement that follows; the answer, when it is asked for, refuses `email_unverified` and `cash_limit_reached`.
 */
export async function askAboutCash(tx: Tx, customerId: number, { shops }: Quote): Promise<() => Promise<void>> {
  const asked = JSON.stringify(shops.map(({ shop_id, total_minor }) => ({ shop_id, total_minor })))
  await takeTurn(tx, { turn: `cash orders of ${customerId}` })
  const rows = await rowsOfCash(tx, { asked, customer_id: customerId })
  return async () => refuseRisky(await rows())
}

const takeTurn = statementUnread<{ turn: string }>(
  ({ turn }) => sql`select pg_advisory_xact_lock(hashtextextended(${turn}, 0))`,
)

const rowsOfCash = statementAhead<{ asked: string; customer_id: number }, Row>(
  ({ asked, customer_id }) => sql`
    select s.name, u.email_verified_at is not null as is_verified, s.cash_orders_limit as orders_limit,
      s.cash_amount_limit_minor as amount_limit, open.orders + 1 as orders, open.amount + asked.total_minor as amount
    from people.users u
    cross join json_to_recordset(${asked}::json) as asked (shop_id bigint, total_minor bigint)
    join shops.shops s on s.id = asked.shop_id
    cross join lateral (
      select count(*) as orders, coalesce(sum(o.total_minor - o.adjusted_minor), 0)::bigint as amount
      from orders.orders o
      join orders.checkouts c on c.id = o.checkout_id
      join payments.payments p on p.id = c.payment_id and p.method = 'cash_on_delivery'
      where o.customer_id = u.id and o.shop_id = s.id and o.status in ('pending', 'approved', 'shipped')
    ) open
    where u.id = ${customer_id}
    order by s.id`,
)

function refuseRisky(rows: Row[]): void {
  if (rows.some((row) => !row.is_verified)) throw new Refusal('email_unverified')
  const over = rows.find((row) => row.orders > row.orders_limit || row.amount > row.amount_limit)
  if (over !== undefined)
    throw new Refusal('cash_limit_reached', {
      detail: `${over.name} takes no more orders to be paid in cash from you until those under way are delivered.`,
    })
}
