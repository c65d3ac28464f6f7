import type { Duty, Language } from '@mortar/contract'
import type { Fact } from '@mortar/contract/facts'
import { sql, type Tx } from '../../kernel/database.ts'
import { reaction, type Job, type Reaction } from '../../kernel/facts.ts'
import type { Kernel } from '../../kernel/module.ts'
import { makeCodes, type Codes } from '../people/index.ts'
import { makeInvitationTokens, type InvitationTokens } from '../shops/index.ts'
import { compose, type Reader } from './letter.ts'
import { adoptMails, forgetReaders, writeInbox, writeMails } from './store.ts'
import { heard, shopsIn, tellings, withdrawnIn, type Heard, type Invited, type Known, type Letter } from './tell.ts'

/**
 * Tells people what became known: a fixed number of statements for a batch, however many facts it holds. Whoever is deleted
 * is forgotten here and not in a reaction of its own: what was told before that is written by then.
 */
export function tellPeople({ config, world }: Pick<Kernel, 'config' | 'world'>): Reaction {
  const codes = makeCodes(config.secret)
  const tokens = makeInvitationTokens(config.secret)
  return reaction({
    name: 'notifications',
    start: 'kept',
    ordered: true,
    types: [...heard, 'person.deleted'],
    take: async (tx, all) => {
      const facts = all.filter((fact) => fact.type !== 'person.deleted')
      const { notices, letters } = tellings(facts, await known(tx, facts, { codes, tokens }))
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

async function mail(tx: Tx, letters: Letter[], origin: string | undefined): Promise<number[]> {
  if (letters.length === 0) return []
  const readers = await readersOf(tx, letters)
  const composed = letters.flatMap((letter) => {
    const reader = readerOf(letter, readers)
    return reader === undefined ? [] : [compose(letter, reader, origin)]
  })
  return writeMails(tx, composed)
}

function readerOf({ to }: Letter, readers: Map<number, Reader>): Reader | undefined {
  if (!('user_id' in to)) return { user_id: null, email: to.address, name: null, language: to.language }
  const reader = readers.get(to.user_id)
  return reader && { ...reader, email: to.address ?? reader.email }
}

async function known(
  tx: Tx,
  facts: Heard[],
  { codes, tokens }: { codes: Codes; tokens: InvitationTokens },
): Promise<Known> {
  const shops = await sql<{ id: number; name: string }>`
    select id, name from shops.shops where id = any(${shopsIn(facts)})`.execute(tx)
  const reached = await sql<{ id: number }>`
    select id from orders.orders where id = any(${withdrawnIn(facts)}) and released_at is not null`.execute(tx)
  const targets = await targetsOf(tx, facts)
  const invited = await invitedBy(tx, facts, tokens)
  const names = new Map(shops.rows.map((row) => [row.id, row.name]))
  const ids = new Set(reached.rows.map((row) => row.id))
  return {
    nameOf: (shopId) => names.get(shopId) ?? 'The shop',
    hadReached: (orderId) => ids.has(orderId),
    codeOf: (userId, purpose, nonce) => {
      const email = targets.get(nonce)
      if (email === undefined) return undefined
      return { email, code: codes.of(userId, purpose, nonce), long: codes.long(userId, purpose, nonce) }
    },
    invitation: (id) => invited.get(id),
  }
}

/** Where the codes go that still hold, by nonce. */
async function targetsOf(tx: Tx, facts: Heard[]): Promise<Map<string, string>> {
  const nonces = facts.flatMap(({ type, data }) =>
    (type === 'code.issued' || type === 'person.registered') && data.nonce !== null ? [[data.user_id, data.nonce]] : [],
  )
  if (nonces.length === 0) return new Map()
  const { rows } = await sql<{ nonce: string; target: string }>`
    select nonce, target from people.codes
    where user_id = any(${nonces.map(([id]) => id)}) and nonce = any(${nonces.map(([, nonce]) => nonce)})
      and used_at is null`.execute(tx)
  return new Map(rows.map(({ nonce, target }) => [nonce, target]))
}

type Row = { id: string; email: string; duties: Duty[]; language: Language }

/** Invitations that are open, in the language of who is invited if we know them, and otherwise of who invites. */
async function invitedBy(tx: Tx, facts: Heard[], tokens: InvitationTokens): Promise<Map<string, Invited>> {
  const ids = facts.flatMap(({ type, data }) => (type === 'staff.invited' ? [data.invitation_id] : []))
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Row>`
    select i.id, i.email, i.duties, coalesce(known.language, u.language) as language
    from shops.invitations i
    join people.users u on u.id = i.invited_by
    left join people.users known on known.email_key = lower(i.email)
    where i.id = any(${ids}::uuid[]) and i.closed_at is null`.execute(tx)
  return new Map(rows.map(({ id, ...row }) => [id, { ...row, token: tokens.of(id) }]))
}

async function readersOf(tx: Tx, letters: Letter[]): Promise<Map<number, Reader>> {
  const ids = letters.flatMap(({ to }) => ('user_id' in to ? [to.user_id] : []))
  const { rows } = await sql<Reader & { user_id: number }>`
    select id as user_id, email, name, language from people.users
    where id = any(${ids}) and deleted_at is null`.execute(tx)
  return new Map(rows.map((row) => [row.user_id, row]))
}

function sending(mailId: number): Job {
  return { task: 'send_mail', payload: { mail_id: mailId }, key: `mail:${mailId}` }
}
