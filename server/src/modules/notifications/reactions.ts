import { sql, type Tx } from '../../kernel/database.ts'
import { reaction, type Job, type Reaction } from '../../kernel/facts.ts'
import { compose, type Reader } from './letter.ts'
import { writeInbox, writeMails } from './store.ts'
import { heard, shopsIn, tellings, withdrawnIn, type Heard, type Known, type Letter } from './tell.ts'

/** Tells people what became known: five statements for a batch, however many facts it holds. */
export function tellPeople({ sends }: { sends: boolean }): Reaction {
  return reaction({
    name: 'notifications',
    types: heard,
    take: async (tx, facts) => {
      const { notices, letters } = tellings(facts, await known(tx, facts))
      await writeInbox(tx, notices)
      const mailIds = await mail(tx, letters)
      return sends ? mailIds.map(sending) : []
    },
  })
}

async function mail(tx: Tx, letters: Letter[]): Promise<number[]> {
  const readers = await readersOf(tx, letters)
  const composed = letters.flatMap((letter) => {
    const reader = readers.get(letter.to.user_id)
    return reader === undefined ? [] : [compose(letter, reader)]
  })
  return writeMails(tx, composed)
}

async function known(tx: Tx, facts: Heard[]): Promise<Known> {
  const shops = await sql<{ id: number; name: string }>`
    select id, name from shops.shops where id = any(${shopsIn(facts)})`.execute(tx)
  const reached = await sql<{ id: number }>`
    select id from orders.orders where id = any(${withdrawnIn(facts)}) and released_at is not null`.execute(tx)
  const names = new Map(shops.rows.map((row) => [row.id, row.name]))
  const ids = new Set(reached.rows.map((row) => row.id))
  return { nameOf: (shopId) => names.get(shopId) ?? 'The shop', hadReached: (orderId) => ids.has(orderId) }
}

async function readersOf(tx: Tx, letters: Letter[]): Promise<Map<number, Reader>> {
  const { rows } = await sql<Reader & { id: number }>`
    select id, email, name from people.users where id = any(${letters.map((letter) => letter.to.user_id)})`.execute(tx)
  return new Map(rows.map(({ id, ...reader }) => [id, reader]))
}

function sending(mailId: number): Job {
  return { task: 'send_mail', payload: { mail_id: mailId }, key: `mail:${mailId}` }
}
