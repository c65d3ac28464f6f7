import { sql, sendUnread, type Tx } from '../../kernel/database.ts'
import { Refusal } from '../../kernel/refusal.ts'

/**
 * Those who change what people are wait for each other until they commit: of two admins who go at once one stays, and of two
 * who keep each other out one does. It is the first lock they take: before any person's row, their own included.
 */
export async function lockAdmins(tx: Tx): Promise<void> {
  await sendUnread(tx, sql`select pg_advisory_xact_lock(hashtext('mortar admins'))`)
}

/**
 * For whoever is about to keep an admin out, make them something else or delete them. Refuses `last_admin` when nobody
 * would be left who may administrate.
 */
export async function mustLeaveAnAdmin(tx: Tx, userId: number): Promise<void> {
  await lockAdmins(tx)
  // A statement of its own: it sees what was committed while the lock was waited for.
  const { rows } = await sql`
    select from people.user_grants g
    where g.user_id = ${userId} and g.role = 'admin' and not exists (
      select from people.user_grants other join people.users u on u.id = other.user_id
      where other.role = 'admin' and other.user_id <> g.user_id and u.blocked_at is null and u.deleted_at is null
    )`.execute(tx)
  if (rows.length > 0) throw new Refusal('last_admin')
}
