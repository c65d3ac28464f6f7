import type { Fact } from '@mortar/contract/facts'
import { sql, type Tx } from '../../kernel/database.ts'
import { reaction, type Job, type Reaction } from '../../kernel/facts.ts'
import type { Kernel } from '../../kernel/module.ts'
import { makeCodes } from '../people/index.ts'
import { makeInvitationTokens } from '../shops/index.ts'
import { compose, type Reader } from './letter.ts'
import { adoptMails, forgetReaders, writeInbox, writeMails } from './store.ts'
import { heard, tellings, type KeyedLetter } from './tell.ts'

/**
 * Tells people what became known: a fixed number of statements for a batch, however many facts it holds. Whoever is deleted
 * is forgotten here and not in a reaction of its own: what was told before that is written by then.
 */
export function tellPeople({ config, world }: Pick<Kernel, 'config' | 'world'>): Reaction {
  const secrets = { codes: makeCodes(config.secret), tokens: makeInvitationTokens(config.secret) }
  return reaction({
    name: 'notifications',
    start: 'kept',
    ordered: true,
    types: [...heard, 'person.deleted'],
    react: async (tx, all) => {
      const { notices, letters } = await tellings(tx, all, secrets)
      await writeInbox(tx, notices)
      const mailIds = await mail(tx, letters, config.origin)
      await adoptMails(tx, idsIn(all, 'person.registered'))
      await forgetReaders(tx, idsIn(all, 'person.deleted'))
      return world.mail.sends ? mailIds.map(sending) : []
    },
  })
}

const idsIn = (facts: Fact[], type: 'person.registered' | 'person.deleted') =>
  facts.flatMap((fact) => (fact.type === type ? [fact.data.user_id] : []))

async function mail(tx: Tx, letters: KeyedLetter[], origin: string | undefined): Promise<number[]> {
  if (letters.length === 0) return []
  const readers = await readersOf(tx, letters)
  const composed = letters.flatMap((letter) => {
    const reader = readerOf(letter, readers)
    return reader === undefined ? [] : [compose(letter, reader, origin)]
  })
  return writeMails(tx, composed)
}

function readerOf({ to }: KeyedLetter, readers: Map<number, Reader>): Reader | undefined {
  if (!('user_id' in to)) {
    const { address: email, ...rest } = to
    return { user_id: null, name: null, email, ...rest }
  }
  const reader = readers.get(to.user_id)
  return reader && { ...reader, email: to.address ?? reader.email }
}

async function readersOf(tx: Tx, letters: KeyedLetter[]): Promise<Map<number, Reader>> {
  const ids = letters.flatMap(({ to }) => ('user_id' in to ? [to.user_id] : []))
  const { rows } = await sql<Reader & { user_id: number }>`
    select id as user_id, null as invitation_id, email, name, language from people.users
    where id = any(${ids}) and deleted_at is null`.execute(tx)
  return new Map(rows.map((row) => [row.user_id, row]))
}

function sending(mailId: number): Job {
  return { task: 'send_mail', payload: { mail_id: mailId }, key: `mail:${mailId}` }
}
