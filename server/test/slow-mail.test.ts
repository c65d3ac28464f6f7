import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, transact } from '../src/kernel/database.ts'
import { publish } from '../src/kernel/facts.ts'
import { anOrder, brokenSales, stockOf } from './harness/buying.ts'
import { aCustomer, aMortar, anApprovedShop, type Mortar, type Shopkeeper, type Someone } from './harness/index.ts'
import { aProduct } from './harness/products.ts'

const mails = 1_000

let mortar: Mortar
let keeper: Shopkeeper
let buyer: Someone
/** Mails that the server has been handed, and has not answered for. */
let begun = 0
let letGo: () => void = () => undefined
const silent = new Promise<void>((resolve) => {
  letGo = resolve
})

beforeAll(async () => {
  mortar = await aMortar(
    {},
    {
      send: () => {
        begun += 1
        return silent
      },
    },
  )
  keeper = await anApprovedShop(mortar)
  buyer = await aCustomer(mortar)
  const { rows } = await sql<{ id: number }>`select id from people.users where username = ${buyer.username}`.execute(
    mortar.db,
  )
  await transact(mortar.db, async (tx) => {
    for (let i = 0; i < mails; i++)
      await publish(tx, 'account.secured', { user_id: rows[0]?.id ?? 0, what: 'password_changed' })
  })
  await mortar.settle()
})
afterAll(async () => {
  letGo()
  await mortar.close()
})

const jobsOf = async (task: string) => {
  const { rows } = await sql`select from graphile_worker.jobs where task_identifier = ${task}`.execute(mortar.db)
  return rows.length
}
const attempts = async () => {
  const { rows } = await sql<{
    kind: string
    state: string
  }>`select kind, state from payments.attempts order by id`.execute(mortar.db)
  return rows.map(({ kind, state }) => `${kind} ${state}`)
}
/** Well under a minute, after which every provider would be asked again. */
const soon = { timeout: 10_000 }

test('a mail server that does not answer holds up no refund, no void and no order that lapses', async () => {
  await expect.poll(() => begun, soon).toBeGreaterThan(0)
  expect(await jobsOf('send_mail')).toBeGreaterThanOrEqual(mails)
  const { slug } = await aProduct(keeper, { stock: 2 })
  const items = [{ product: slug, quantity: 1 }]
  const [paid, unpaid] = [await anOrder(buyer, items, 'fake'), await anOrder(buyer, items, 'fake')]
  await buyer.api.pay_fake({ params: { id: paid.payment.id }, body: { outcome: 'paid' } })
  await keeper.api.cancel_order({ params: { order_number: paid.order_number }, body: {} })
  await expect.poll(attempts, soon).toEqual(['capture done', 'refund done'])
  expect(await stockOf(mortar, slug)).toBe(1)
  mortar.clock.advance(31 * 60_000)
  // As the calendar adds it.
  await sql`select graphile_worker.add_job('payment_timeout', priority => -1)`.execute(mortar.db)
  await expect.poll(() => stockOf(mortar, slug), soon).toBe(2)
  await expect.poll(async () => (await attempts()).filter((each) => each.includes('pending')), soon).toEqual([])
  expect(await attempts()).toContain('void done')
  expect(unpaid.status).toBe('pending')
  expect(begun).toBeLessThanOrEqual(2)
  expect(await jobsOf('send_mail')).toBeGreaterThanOrEqual(mails)
  expect(await brokenSales(mortar)).toEqual({})
})
