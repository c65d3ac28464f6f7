import type { Answer, Grant, account } from '@mortar/contract'
import { sql, type Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { foremost, getUser, roleOf } from '../people/index.ts'

/** The person, in what they act as, and all they are, each with its shop. */
export async function me(tx: Tx, person: Person): Promise<Answer<(typeof account)['get_me']>> {
  const user = await getUser(tx, person)
  const { rows: grants } = await sql<Grant>`
    select g.id, ${roleOf} as role, g.duties, g.id = ${person.grant_id}::uuid as acts,
      case when s.id is not null then jsonb_build_object(
        'slug', s.slug, 'name', s.name, 'is_verified', s.is_verified, 'status', s.status) end as shop
    from people.user_grants g left join shops.shops s on s.id = g.shop_id
    where g.user_id = ${person.id} order by ${foremost}`.execute(tx)
  return { ...user, duties: person.duties, shop: grants.find(({ acts }) => acts)?.shop ?? null, grants }
}
