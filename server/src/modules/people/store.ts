import { brokenConstraint, sql, sendUnread, type Tx } from '../../kernel/database.ts'
import type { FieldError, Language, Role } from '@mortar/contract'
import { Refusal } from '../../kernel/refusal.ts'

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

export type Audit = {
  actor_id: number | null
  action: string
  target: string
  before?: unknown
  after?: unknown
  ip: string | null
}

/** Who did what to whom: every security-relevant and administrative action leaves a row that nobody can change. */
export async function audit(tx: Tx, { actor_id, action, target, before, after, ip }: Audit, at: Date): Promise<void> {
  await sendUnread(
    tx,
    sql`insert into people.audit (actor_id, action, target, before, after, ip, at)
    values (${actor_id}, ${action}, ${target}, ${json(before)}::jsonb, ${json(after)}::jsonb, ${ip}::inet, ${at})`,
  )
}

/** What may be deleted one day: that there was something, and not what. */
export const withheld = (value: string | null) => (value === null ? null : '(not kept)')

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
