/** Each query returns the rows that break the invariant; it knows the tables and nothing of the code. */
export const ordersInvariants: { name: string; sql: string }[] = [
  {
    name: 'an order adds up: lines, less discount, and charges; the tax is contained',
    sql: `select o.id, o.subtotal_minor, o.discount_minor, o.delivery_minor, o.charges_minor, o.tax_minor, o.total_minor, l.*, c.*
      from orders.orders o
      left join (
        select order_id, sum(total_minor) as goods, sum(discount_minor) as less, sum(tax_minor) as tax
        from orders.lines group by order_id
      ) l on l.order_id = o.id
      cross join lateral (
        select coalesce(sum(amount_minor), 0) as charged, coalesce(sum(tax_minor), 0) as charged_tax,
          coalesce(sum(amount_minor) filter (where kind = 'delivery'), 0) as brought
        from orders.charges where order_id = o.id
      ) c
      where l.goods is distinct from o.subtotal_minor or l.less <> o.discount_minor
        or c.charged is distinct from o.charges_minor or c.brought <> o.delivery_minor
        or o.total_minor <> o.subtotal_minor - o.discount_minor + o.charges_minor
        or o.tax_minor <> l.tax + c.charged_tax`,
  },
  {
    name: 'a line is its price times its quantity, and bears its rate of tax on what it comes to, to the cent',
    sql: `select order_id, position, quantity, price_minor, total_minor, discount_minor, tax_rate_bps, tax_minor from orders.lines
      where total_minor <> price_minor * quantity or discount_minor not between 0 and total_minor
        or abs(tax_minor - (total_minor - discount_minor) * tax_rate_bps::numeric / (10000 + tax_rate_bps)) > 0.5`,
  },
  {
    name: 'a charge bears a rate of the goods it comes with, to the cent',
    sql: `select c.order_id, c.kind, c.tax_rate_bps, c.amount_minor, c.tax_minor from orders.charges c
      where abs(c.tax_minor - c.amount_minor * c.tax_rate_bps::numeric / (10000 + c.tax_rate_bps)) > 0.5
        or not exists (select from orders.lines l where l.order_id = c.order_id and l.tax_rate_bps = c.tax_rate_bps)`,
  },
  {
    name: 'a checkout is the sum of its orders and what its payment asks, in one currency',
    sql: `select c.id, c.total_minor, c.currency, o.total, p.amount_minor, p.currency as paid_in
      from orders.checkouts c
      left join (
        select checkout_id, sum(total_minor) as total, array_agg(distinct currency) as currencies
        from orders.orders group by checkout_id
      ) o on o.checkout_id = c.id
      left join payments.payments p on p.id = c.payment_id
      where o.total is distinct from c.total_minor or p.amount_minor <> c.total_minor
        or o.currencies <> array[c.currency] or p.currency <> c.currency or p.customer_id <> c.customer_id`,
  },
  {
    name: 'a payment pays one checkout',
    sql: `select payment_id, count(*) from orders.checkouts group by payment_id having count(*) > 1`,
  },
  {
    name: 'a checkout has one order per shop, and an order is of its checkout’s buyer and day',
    sql: `select o.id, o.number from orders.orders o join orders.checkouts c on c.id = o.checkout_id
      where o.customer_id <> c.customer_id or o.placed_at <> c.placed_at
        or substr(o.number, 4, 8) <> to_char(o.placed_at at time zone 'UTC', 'YYYYMMDD')
      union all
      select min(id), null from orders.orders group by checkout_id, shop_id having count(*) > 1`,
  },
  {
    name: 'a line is of a product and a variant of its order’s shop',
    sql: `select l.order_id, l.position
      from orders.lines l
      join orders.orders o on o.id = l.order_id
      join catalogue.variants v on v.id = l.variant_id
      where v.shop_id <> o.shop_id or v.product_id <> l.product_id`,
  },
  {
    name: 'an idempotency key has one checkout, which is there with the total that was acknowledged',
    sql: `select k.user_id, k.operation, k.key, c.id, c.total_minor
      from kernel.idempotency k
      left join orders.checkouts c on c.uuid::text = k.answer::json ->> 'checkout_id'
      where k.operation in ('checkout_cart', 'create_order')
        and (k.answer is null or c.id is null or c.customer_id <> k.user_id
          or c.total_minor <> (k.answer::json ->> 'total')::bigint)
      union all
      select min(user_id), null, min(key), null, count(*)
      from kernel.idempotency where operation in ('checkout_cart', 'create_order')
      group by answer::json ->> 'checkout_id' having count(*) > 1`,
  },
  {
    name: 'every acknowledged order is there, with the total that was acknowledged',
    sql: `select k.key, a.order_number, a.total, o.total_minor
      from kernel.idempotency k
      cross join lateral json_to_recordset(k.answer::json -> 'orders') as a (order_number text, total bigint)
      left join orders.orders o on o.number = a.order_number
      where k.operation in ('checkout_cart', 'create_order') and o.total_minor is distinct from a.total`,
  },
  {
    name: 'a history is without gaps, from the placing to the state the order is in',
    sql: `select o.id, o.status, o.version, h.*
      from orders.orders o
      left join lateral (
        select count(*) as moves, min(version) as first, max(version) as last,
          (array_agg(from_status order by version))[1] as begins,
          (array_agg(to_status order by version desc))[1] as ends
        from orders.moves where order_id = o.id
      ) h on true
      where h.moves <> o.version or h.first <> 1 or h.last <> o.version or h.begins is not null or h.ends <> o.status`,
  },
  {
    name: 'every step of a history begins where the one before ended, and is of the machine',
    sql: `select * from (
        select order_id, version, from_status, to_status, actor, reason, lag(to_status) over w as came_to
        from orders.moves window w as (partition by order_id order by version)
      ) m
      where from_status is distinct from came_to
        or (coalesce(from_status, ''), to_status) not in (('', 'pending'), ('pending', 'pending'),
          ('approved', 'approved'), ('pending', 'approved'), ('approved', 'shipped'), ('shipped', 'delivered'), ('pending', 'cancelled'),
          ('approved', 'cancelled'))
        or actor not in (case when to_status in ('approved', 'shipped', 'delivered') and from_status <> to_status then 'shop'
          when from_status is null then 'customer' when reason = 'payment_received' then 'system' else actor end)
        or (from_status = to_status and (reason not in ('payment_received', 'part_cancelled') or reason is null))`,
  },
  {
    name: 'what its shop works on was released to it, once',
    sql: `select o.id, o.status, o.released_at, p.method from orders.orders o
      join orders.checkouts c on c.id = o.checkout_id
      join payments.payments p on p.id = c.payment_id
      where (o.status in ('approved', 'shipped', 'delivered') and o.released_at is null)
        or (p.method = 'cash_on_delivery' and o.released_at is distinct from o.placed_at)
        or (select count(*) from orders.moves m where m.order_id = o.id and m.reason = 'payment_received')
          <> case when o.released_at is not null and p.method <> 'cash_on_delivery' and p.amount_minor > 0 then 1 else 0 end`,
  },
  {
    name: 'what was taken off an order is its adjustments, none of it twice, and all of it once it is called off',
    sql: `select o.id, o.status, o.adjusted_minor, a.*, l.*
      from orders.orders o
      cross join lateral (
        select coalesce(sum(amount_minor), 0) as amount, coalesce(sum(tax_minor), 0) as tax from orders.adjustments where order_id = o.id
      ) a
      cross join lateral (
        select bool_or(x.quantity > l.quantity or x.amount > l.total_minor - l.discount_minor or x.tax > l.tax_minor) as too_much,
          bool_and(x.quantity = l.quantity and x.amount = l.total_minor - l.discount_minor and x.tax = l.tax_minor) as all_of_it
        from orders.lines l cross join lateral (
          select coalesce(sum(x.quantity), 0) as quantity, coalesce(sum(x.amount_minor), 0) as amount,
            coalesce(sum(x.tax_minor), 0) as tax
          from orders.adjustments j join orders.adjusted_lines x on x.adjustment_id = j.id
          where j.order_id = o.id and x.position = l.position
        ) x where l.order_id = o.id
      ) l
      where a.amount <> o.adjusted_minor or a.tax > o.tax_minor or l.too_much or l.all_of_it <> (o.status = 'cancelled')
        or (o.status = 'cancelled' and (a.amount <> o.total_minor or a.tax <> o.tax_minor))`,
  },
  {
    name: 'an adjustment is a step of its order’s history, and the sum of its lines, with all charges where it is the last',
    sql: `select a.id, a.order_id, a.version, a.amount_minor, m.to_status, m.reason, l.amount
      from orders.adjustments a
      left join orders.moves m on m.order_id = a.order_id and m.version = a.version and m.at = a.at
      cross join lateral (select coalesce(sum(amount_minor), 0) as amount from orders.adjusted_lines where adjustment_id = a.id) l
      join orders.orders o on o.id = a.order_id
      where m.id is null or (m.reason = 'part_cancelled') = (m.to_status = 'cancelled')
        or a.amount_minor <> l.amount + case when m.to_status = 'cancelled' then o.charges_minor else 0 end
      union all
      select null, m.order_id, m.version, null, m.to_status, m.reason, null from orders.moves m
      where (m.to_status = 'cancelled' or m.reason = 'part_cancelled')
        and not exists (select from orders.adjustments a where a.order_id = m.order_id and a.version = m.version)`,
  },
  {
    name: 'what was shipped is what was left of the order, each once',
    sql: `select o.id, o.status, l.position, l.quantity, x.adjusted, x.shipped
      from orders.orders o join orders.lines l on l.order_id = o.id
      cross join lateral (
        select (select coalesce(sum(x.quantity), 0) from orders.adjustments a join orders.adjusted_lines x on x.adjustment_id = a.id
            where a.order_id = o.id and x.position = l.position) as adjusted,
          (select coalesce(sum(x.quantity), 0) from orders.shipments s join orders.shipped_lines x on x.shipment_id = s.id
            where s.order_id = o.id and x.position = l.position) as shipped
      ) x
      where x.shipped <> case when o.status in ('shipped', 'delivered') then l.quantity - x.adjusted else 0 end
      union all
      select o.id, o.status, null, null, null, null from orders.orders o join orders.shipments s on s.order_id = o.id
      where (s.delivered_at is not null) <> (o.status = 'delivered')`,
  },
  {
    name: 'the money of an order is where its state says',
    sql: `select o.id, o.status, p.method, o.released_at, o.total_minor, o.adjusted_minor, v.minor as let_go, e.*
      from orders.orders o
      join orders.checkouts c on c.id = o.checkout_id
      join payments.payments p on p.id = c.payment_id
      cross join lateral (
        select coalesce(sum(amount_minor) filter (where kind = 'capture'), 0) as captured,
          coalesce(sum(amount_minor) filter (where kind = 'void'), 0) as voided,
          coalesce(sum(amount_minor) filter (where kind = 'refund'), 0) as refunded
        from payments.entries x where x.payment_id = p.id and x.reference = o.number
      ) e
      -- What was taken off before a card payment came; of cash all was.
      cross join lateral (
        select coalesce(sum(a.amount_minor), 0) as minor from orders.adjustments a
        where a.order_id = o.id and (p.method = 'cash_on_delivery' or a.version < coalesce(
          (select m.version from orders.moves m where m.order_id = o.id and m.reason = 'payment_received'), 2147483647))
      ) v
      where (e.captured, e.voided, e.refunded) is distinct from case
        when p.method = 'cash_on_delivery' then (case when o.status = 'delivered' then o.total_minor - o.adjusted_minor else 0 end::numeric,
          o.adjusted_minor::numeric, 0::numeric)
        when o.released_at is null then (0::numeric, o.adjusted_minor::numeric, 0::numeric)
        else ((o.total_minor - v.minor)::numeric, v.minor::numeric, (o.adjusted_minor - v.minor)::numeric)
      end`,
  },
  {
    name: 'the stock of an order is where its state says',
    sql: `select o.id, o.status, w.variant_id, w.quantity, w.adjusted, h.*
      from orders.orders o
      cross join lateral (
        select l.variant_id, sum(l.quantity) as quantity, sum((
          select coalesce(sum(x.quantity), 0) from orders.adjustments a join orders.adjusted_lines x on x.adjustment_id = a.id
          where a.order_id = o.id and x.position = l.position)) as adjusted
        from orders.lines l where l.order_id = o.id group by l.variant_id
      ) w
      left join (
        select order_id, variant_id, coalesce(sum(quantity) filter (where state = 'held'), 0) as held,
          coalesce(sum(quantity) filter (where state = 'shipped'), 0) as shipped,
          coalesce(sum(quantity) filter (where state = 'released'), 0) as released
        from inventory.holds group by order_id, variant_id
      ) h on h.order_id = o.id and h.variant_id = w.variant_id
      where h.order_id is null or w.quantity - w.adjusted is distinct from case
        when o.status in ('pending', 'approved') then h.held
        when o.status in ('shipped', 'delivered') then h.shipped
        when o.status = 'cancelled' then h.held + h.shipped
      end or h.released <> w.adjusted or h.held + h.shipped + h.released <> w.quantity`,
  },
  {
    name: 'a hold is of an order that asked for it',
    sql: `select h.id, h.order_id, h.variant_id from inventory.holds h
      where not exists (select from orders.lines l where l.order_id = h.order_id and l.variant_id = h.variant_id)`,
  },
]
