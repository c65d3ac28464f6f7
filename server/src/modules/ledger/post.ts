import type { Tx } from '../../kernel/database.ts'
import { accountCode, isGuarded, shopOfPayable } from './accounts.ts'
import { debtsOf, ensureAccounts, insertJournals, type Journal, type Overdraft } from './store.ts'

/** Guarded accounts have not what journals would take from them. Nothing was posted, and the accounts stay locked. */
export class WouldOverdraw extends Error {
  override name = 'WouldOverdraw'
  readonly overdrafts: readonly Overdraft[]
  constructor(overdrafts: readonly Overdraft[]) {
    super(`a posting would overdraw ${overdrafts.map(({ code }) => code).join(', ')}`)
    this.overdrafts = overdrafts
  }
}

/**
 * Writes journals, in two statements however many there are, and a third where a shop is given something: what it owes is
 * taken from that before it is payable, in a journal `netted:<shop>:<currency>:<reference>` beside the one that gave it. A journal's
 * reference is used once: a second journal of the same reference breaks `journals_reference_key` and rolls back whoever
 * posts. Throws WouldOverdraw, with which whoever posts may do otherwise. Guarded accounts are locked by id, after every
 * order and payment and before any lot.
 */
export async function post(tx: Tx, journals: Journal | readonly Journal[], at: Date): Promise<void> {
  const list = 'reference' in journals ? [journals] : journals
  if (list.length === 0) return
  for (const { reference, postings } of list) {
    if (postings.length === 0) throw new RangeError(`journal ${reference} has no postings`)
  }
  await write(tx, list, at)
  const netting = await nettingOf(tx, list)
  if (netting.length > 0) await write(tx, netting, at)
}

async function write(tx: Tx, list: readonly Journal[], at: Date): Promise<void> {
  const entries = list.flatMap(({ postings }) => postings)
  const accounts = new Map(
    entries.flatMap(({ source, destination, currency }) =>
      [source, destination].map((code) => [`${code} ${currency}`, { code, currency, guarded: isGuarded(code) }]),
    ),
  )
  await ensureAccounts(tx, [...accounts.values()])
  const overdrafts = await insertJournals(tx, list, at)
  if (overdrafts.length > 0) throw new WouldOverdraw(overdrafts)
}

/** The payables are locked since they were posted to, and whoever changes what a shop owes holds its payable: the sums stand. */
async function nettingOf(tx: Tx, list: readonly Journal[]): Promise<Journal[]> {
  const given = list.flatMap(({ reference, postings }) =>
    postings.flatMap(({ destination, currency }) => {
      const shop_id = shopOfPayable(destination)
      return shop_id === null ? [] : [{ shop_id, currency, reference }]
    }),
  )
  if (given.length === 0) return []
  const last = new Map(given.map((each) => [`${each.shop_id} ${each.currency}`, each]))
  const debts = await debtsOf(tx, [...last.values()])
  return debts.map(({ shop_id, currency, reference, amount_minor }) => ({
    reference: `netted:${shop_id}:${currency}:${reference}`,
    kind: 'shop.netted',
    postings: [
      { source: accountCode.payable(shop_id), destination: accountCode.owed(shop_id), amount_minor, currency },
    ],
  }))
}
