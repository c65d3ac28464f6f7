/** Each query returns the rows that break the invariant; it knows the tables and nothing of the code. */
export const pricingInvariants: { name: string; sql: string }[] = [
  {
    name: 'the offer of a product is the lowest price of its variants',
    sql: `select p.slug, o.price_minor, c.lowest
      from catalogue.products p
      left join pricing.offers o on o.product_id = p.id
      left join (
        select v.product_id, min(c.price_minor) as lowest
        from catalogue.variants v join pricing.prices c on c.variant_id = v.id and c.ends_at is null group by v.product_id
      ) c on c.product_id = p.id
      where o.price_minor is distinct from c.lowest`,
  },
  {
    name: 'what is asked for a product follows without a gap, from ever to always',
    sql: `select t.product_id, t.starts_at, t.ends_at, t.came_before, t.comes_next from (
        select *, lag(ends_at) over w as came_before, lead(starts_at) over w as comes_next
        from pricing.offers_by_time window w as (partition by product_id order by starts_at)
      ) t
      where t.starts_at is distinct from coalesce(t.came_before, '-infinity')
        or t.ends_at is distinct from coalesce(t.comes_next, 'infinity')
      union all
      select product_id, null, null, null, null
      from pricing.offers o full join (select distinct product_id from pricing.offers_by_time) t using (product_id)
      where o.product_id is null or t.product_id is null`,
  },
  {
    name: 'at the end of each time, what is asked is the lowest of prices and of what lasts then',
    sql: `select t.product_id, t.ends_at, t.price_minor, f.lowest
      from pricing.offers_by_time t
      cross join lateral (select case when t.ends_at = 'infinity' then t.ends_at else t.ends_at - interval '1 microsecond' end as at) m
      cross join lateral (
        select min(least(p.price_minor, w.price_minor)) as lowest
        from catalogue.variants v join pricing.prices p on p.variant_id = v.id and p.ends_at is null
        left join pricing.windows w on w.variant_id = v.id and w.starts_at <= m.at and w.ends_at > m.at
        where v.product_id = t.product_id
      ) f
      where t.price_minor is distinct from f.lowest`,
  },
]
