import { randomUUID } from 'node:crypto'
import type { Tx } from '../../kernel/database.ts'
import { dayOf } from '../../kernel/instant.ts'
import { insertLots } from './store.ts'

export type NewLot = {
  shop_id: number
  variant_id: number
  quantity: number
  /** The number on the pack. Without one a number is made up. */
  code?: string | undefined
  expires_on: string | null
  /** How long a pack lasts its buyer: it is sold only while it outlives that. */
  usage_days: number
  unit_cost_minor?: number | null | undefined
}
export type ReceivedLot = { id: number; uuid: string; code: string; variant_id: number }

/**
 * Takes lots into stock, thousands as easily as one: one statement, the result in the order given. Every call makes new
 * lots, also for a number that is there already. `reference` says what brought them, such as `restock:<uuid>`.
 */
export async function receive(tx: Tx, lots: NewLot[], reference: string, at: Date): Promise<ReceivedLot[]> {
  if (lots.length === 0) return []
  const rows = lots.map((lot) => {
    const uuid = randomUUID()
    return { ...lot, uuid, code: lot.code ?? lotCode(uuid, at) }
  })
  const inserted = new Map((await insertLots(tx, rows, reference, at)).map((row) => [row.uuid, row.id]))
  return rows.map(({ uuid, code, variant_id }) => {
    const id = inserted.get(uuid)
    if (id === undefined) throw new Error('inventory: a lot was not received')
    return { id, uuid, code, variant_id }
  })
}

/** `L20260102-9F3C`: readable, and unlikely to meet another of the same day and variant. */
export function lotCode(uuid: string, at: Date): string {
  return `L${dayOf(at).replaceAll('-', '')}-${uuid.slice(0, 4).toUpperCase()}`
}
