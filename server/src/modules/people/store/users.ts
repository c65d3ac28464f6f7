import type { FieldError, Language, PersonState, Role } from '@mortar/contract'
import { brokenConstraint, sendUnread, sql, type Tx } from '../../../kernel/database.ts'
import { noPassword } from '../../../kernel/passwords.ts'
import { Refusal } from '../../../kernel/refusal.ts'

export type UserRow = {
  id: number
  username: string
  email: string
  name: string
  phone: string | null
  language: Language
  email_verified_at: string | null
  created_at: string
  role: Role
}

export type NewUser = {
  email: string
  username: string
  password_hash: string
  name: string
  phone?: string | undefined
  language?: Language | undefined
  /** Where the address is proved already. */
  email_verified_at?: Date | undefined
}

const takenErrors: Record<string, FieldError> = {
  users_email_key_key: { field: 'email', code: 'email_taken', message: 'is in use' },
  users_username_key_key: { field: 'username', code: 'username_taken', message: 'is in use' },
}

/** Inserts the person. Both names are looked at before, so that one answer can say both; a race is caught by the index. */
export async function insertUser(tx: Tx, user: NewUser, at: Date): Promise<number> {
  const { rows: taken } = await sql<{ constraint: string }>`
    select 'users_email_key_key' as constraint from people.users where email_key = lower(${user.email})
    union all
    select 'users_username_key_key' from people.users where username_key = lower(${user.username})`.execute(tx)
  if (taken.length > 0) throw takenBy(taken.map((row) => row.constraint))
  try {
    const row = await tx
      .insertInto('people.users')
      .values({
        email: user.email,
        username: user.username,
        password_hash: user.password_hash,
        name: user.name,
        phone: user.phone ?? null,
        language: user.language ?? 'en',
        email_verified_at: user.email_verified_at ?? null,
        created_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  } catch (error) {
    const constraint = brokenConstraint(error)
    if (constraint !== undefined && constraint in takenErrors) throw takenBy([constraint])
    throw error
  }
}

export const emailTaken = () => takenBy(['users_email_key_key'])

function takenBy(constraints: string[]): Refusal {
  const errors = constraints.flatMap((name) => takenErrors[name] ?? [])
  return new Refusal(errors[0]?.field === 'email' ? 'email_taken' : 'username_taken', { errors })
}

/** Of a person `u`. Blocked or deleted weighs more than an address that is not proved. */
export const personState = sql<PersonState>`
  case when u.deleted_at is not null then 'deleted' when u.blocked_at is not null then 'blocked'
    when u.email_verified_at is null then 'unverified' else 'active' end`

export type Profile = { name: string; phone: string | null; language: Language }

export async function setProfile(tx: Tx, userId: number, { name, phone, language }: Profile): Promise<void> {
  await sendUnread(
    tx,
    sql`update people.users set name = ${name}, phone = ${phone}, language = ${language} where id = ${userId}`,
  )
}

/** With a code that was mailed, which proves the address too. Answers whose it is. */
export async function setForgottenPassword(
  tx: Tx,
  userId: number,
  password_hash: string,
  at: Date,
): Promise<{ username: string } | undefined> {
  const { rows } = await sql<{ username: string }>`
    update people.users
    set password_hash = ${password_hash}, email_verified_at = coalesce(email_verified_at, ${at})
    where id = ${userId} returning username`.execute(tx)
  return rows[0]
}

/** False for somebody who was deleted. */
export async function setPassword(tx: Tx, userId: number, password_hash: string): Promise<boolean> {
  const { rows } = await sql`
    update people.users set password_hash = ${password_hash} where id = ${userId} and deleted_at is null
    returning 1`.execute(tx)
  return rows.length === 1
}

/** Answers whose address it is. */
export async function setVerified(tx: Tx, userId: number, at: Date): Promise<{ username: string } | undefined> {
  const { rows } = await sql<{ username: string }>`
    update people.users set email_verified_at = ${at} where id = ${userId} returning username`.execute(tx)
  return rows[0]
}

/** A person whose address this is, and who came by what was mailed there: it is proved. False for everybody else. */
export async function proveEmail(tx: Tx, userId: number, email: string, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update people.users set email_verified_at = coalesce(email_verified_at, ${at})
    where id = ${userId} and email_key = lower(${email}) and blocked_at is null and deleted_at is null
    returning 1`.execute(tx)
  return rows.length === 1
}

/** Another address, which is proved. Refuses `email_taken` if somebody was faster. */
export async function setEmail(tx: Tx, userId: number, email: string, at: Date): Promise<void> {
  try {
    await sql`update people.users set email = ${email}, email_verified_at = ${at} where id = ${userId}`.execute(tx)
  } catch (error) {
    throw brokenConstraint(error) === undefined ? error : emailTaken()
  }
}

export async function keepOut(tx: Tx, userId: number, reason: string | null, at: Date): Promise<void> {
  await sendUnread(tx, sql`update people.users set blocked_at = ${at}, blocked_reason = ${reason} where id = ${userId}`)
}

/** Answers what they are then. */
export async function letIn(tx: Tx, userId: number): Promise<PersonState | undefined> {
  const { rows } = await sql<{ state: PersonState }>`
    update people.users u set blocked_at = null, blocked_reason = null where id = ${userId}
    returning ${personState} as state`.execute(tx)
  return rows[0]?.state
}

/** What names somebody goes; the row stays for what refers to it. */
export async function strip(
  tx: Tx,
  userId: number,
  { username, email }: { username: string; email: string },
  at: Date,
): Promise<void> {
  await sendUnread(
    tx,
    sql`update people.users
    set name = 'Deleted', email = ${email}, username = ${username}, phone = null,
      password_hash = ${noPassword}, email_verified_at = null, blocked_reason = null, deleted_at = ${at}
    where id = ${userId}`,
  )
}
