import type { Kernel } from '../../kernel/module.ts'
import { sql } from '../../kernel/database.ts'
import { markSent } from './store.ts'

type Row = { recipient: string; subject: string; text: string; html: string | null }

/**
 * Hands one mail to the outside world and notes it. At least once: should the note fail, the job runs again, and the key
 * is how the receiving end can tell that it has the mail already.
 */
export function sendMail({ db, world }: Pick<Kernel, 'db' | 'world'>) {
  return async (payload: unknown): Promise<void> => {
    const { mail_id } = payload as { mail_id: number }
    const { rows } = await sql<Row>`
      select recipient, subject, text, html from notifications.mails where id = ${mail_id} and sent_at is null`.execute(
      db,
    )
    const mail = rows[0]
    if (mail === undefined || !world.mail.sends) return
    const { recipient: to, ...said } = mail
    await world.mail.send({ key: `mail:${mail_id}`, to, ...said })
    await markSent(db, mail_id, world.now())
  }
}
