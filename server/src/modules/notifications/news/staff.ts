import { duties, type Duty, type Language } from '@mortar/contract'
import { z } from 'zod'
import { sql } from '../../../kernel/database.ts'
import { kind, named } from '../kind.ts'
import { letter, news } from '../news.ts'

const dutyNames: Record<Language, Record<Duty, string>> = {
  en: { pharmacist: 'pharmacist', dispenser: 'dispenser', counter: 'counter assistant' },
  fr: { pharmacist: 'pharmacien', dispenser: 'préparateur', counter: 'vendeur' },
}
const namesOf = (of: Duty[], language: Language) => of.map((duty) => dutyNames[language][duty]).join(', ')

/** A shop's name is its owner's text: it stands in quotes, and in no subject line of a stranger's mailbox. */
const kinds = named({
  staff_invited: kind(z.object({ shop: z.string(), duties: z.array(z.enum(duties)), token: z.string() }), {
    isSecret: true,
    link: ({ token }) => `/invitation?${new URLSearchParams({ token }).toString()}`,
    en: ({ shop, token, ...of }) => ({
      title: 'An invitation to join a shop’s staff',
      text: `The shop “${shop}” invites you to join its staff${of.duties.length === 0 ? '' : ` as ${namesOf(of.duties, 'en')}`}. The invitation is valid for seven days. If you do not know this shop, simply ignore this message.\n\nYour invitation code: ${token}`,
    }),
    fr: ({ shop, token, ...of }) => ({
      title: 'Une boutique vous invite dans son équipe',
      text: `La boutique « ${shop} » vous invite à rejoindre son équipe${of.duties.length === 0 ? '' : ` (${namesOf(of.duties, 'fr')})`}. L’invitation est valable sept jours. Si vous ne connaissez pas cette boutique, ignorez simplement ce message.\n\nVotre code d’invitation : ${token}`,
    }),
  }),
})

type Row = { id: string; email: string; shop: string; duties: Duty[]; language: Language }

export const staff = news({
  kinds,
  /** Invitations that are open, in the language of who is invited if we know them, and otherwise of who invites. */
  look: async (tx, facts: { data: { invitation_id: string } }[], { tokens }) => {
    const ids = facts.map(({ data }) => data.invitation_id)
    const { rows } = await sql<Row>`
      select i.id, i.email, s.name as shop, i.duties, coalesce(known.language, u.language) as language
      from shops.invitations i
      join shops.shops s on s.id = i.shop_id
      join people.users u on u.id = i.invited_by
      left join people.users known on known.email_key = lower(i.email)
      where i.id = any(${ids}::uuid[]) and i.closed_at is null`.execute(tx)
    return new Map(rows.map(({ id, ...row }) => [id, { ...row, token: tokens.of(id) }]))
  },
  tell: {
    'staff.invited': ({ invitation_id }, invitations) => {
      const invitation = invitations.get(invitation_id)
      if (invitation === undefined) return []
      const { email: address, language, ...data } = invitation
      return [letter({ address, language, invitation_id }, kinds.staff_invited, data)]
    },
  },
})
