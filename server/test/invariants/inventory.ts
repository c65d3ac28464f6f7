/** Each query returns the rows that break the invariant; it knows the tables and nothing of the code. */
export const inventoryInvariants: { name: string; sql: string }[] = [
  {
    name: 'on hand is the sum of the movements',
    sql: `select l.id, l.on_hand, coalesce(m.sum, 0) as moved
      from inventory.lots l
      left join (select lot_id, sum(quantity) from inventory.movements group by lot_id) m on m.lot_id = l.id
      where l.on_hand <> coalesce(m.sum, 0)`,
  },
  {
    name: 'held is the sum of the holds that are held',
    sql: `select l.id, l.held, coalesce(h.sum, 0) as promised
      from inventory.lots l
      left join (select lot_id, sum(quantity) from inventory.holds where state = 'held' group by lot_id) h on h.lot_id = l.id
      where l.held <> coalesce(h.sum, 0)`,
  },
  {
    name: 'nothing is below zero, and no more is held than is there',
    sql: `select id, on_hand, held from inventory.lots where not (0 <= held and held <= on_hand)`,
  },
  {
    name: 'what was shipped to an order was moved, and nothing else was sold',
    sql: `select *
      from (select 'order:' || order_id as reference, lot_id, quantity from inventory.holds where state = 'shipped') h
      full join (select reference, lot_id, -quantity as quantity from inventory.movements where kind = 'sold') m
        using (reference, lot_id)
      where h.quantity is distinct from m.quantity`,
  },
  {
    name: 'a hold is of the variant of its lot',
    sql: `select h.id, h.variant_id, l.variant_id as of_lot
      from inventory.holds h join inventory.lots l on l.id = h.lot_id where h.variant_id <> l.variant_id`,
  },
  {
    name: 'a lot is not sold up to its expiry and beyond, nor without end if it expires',
    sql: `select id, sell_before, expires_on from inventory.lots
      where sell_before > coalesce(expires_on, 'infinity') or (expires_on is null and sell_before <> 'infinity')`,
  },
]
