import type { AdminUser, PersonState, Role } from '@mortar/contract'
import type { RawBuilder } from 'kysely'
import { sql, type Tx } from '../../kernel/database.ts'
import { cutTo, readPage, type Page, type Paging } from '../../kernel/page.ts'
import { found } from '../../kernel/refusal.ts'
import { foremost, personState, roleOf } from '../people/index.ts'

const shop = sql`(select jsonb_build_object('slug', s.slug, 'name', s.name) from shops.shops s where s.id = g.shop_id)`

/** People as admins see them: what they are, and before all, with the shop in which they are it. */
const fields = sql`u.username, u.email, u.name, u.phone, g.role, u.language,
  u.email_verified_at is not null as email_verified, u.created_at as joined_at,
  ${personState} as state, u.blocked_reason, g.duties,
  ${shop} as shop,
  (select coalesce(jsonb_agg(jsonb_build_object('role', ${roleOf}, 'shop', ${shop}, 'duties', g.duties) order by ${foremost}), '[]')
    from people.user_grants g where g.user_id = u.id and g.role <> 'customer') as grants,
  exists (select from people.second_factors f where f.user_id = u.id and f.confirmed_at is not null) as second_factor,
  (select max(last_seen_at) from people.sessions where user_id = u.id) as last_activity`
const people = sql`people.users u cross join lateral (
    select ${roleOf} as role, g.shop_id, g.duties from people.user_grants g where g.user_id = u.id order by ${foremost} limit 1
  ) g`

export async function adminUser(tx: Tx, username: string): Promise<AdminUser> {
  const { rows } = await sql<AdminUser>`
    select ${fields} from ${people} where u.username_key = lower(${username})`.execute(tx)
  return found(rows[0])
}

export type UserFilter = Paging & {
  q?: string | undefined
  role?: Role | undefined
  state?: PersonState | undefined
}

/** Newest first. `q` is looked for in the names and the address, without regard to case and accents. */
export async function adminUsers(tx: Tx, query: UserFilter): Promise<Page<AdminUser>> {
  const conditions = [
    ...(query.q === undefined ? [] : [isNamed(query.q.trim())]),
    ...(query.role === undefined ? [] : [isOnly(query.role)]),
    ...(query.state === undefined ? [] : [sql`${personState} = ${query.state}`]),
  ]
  const where = conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
  const page = sql`
    select ${fields} from ${people} where ${where} order by u.created_at desc, u.id desc ${cutTo(query)}`
  return readPage(tx, { page, count: sql`select count(*) from people.users u where ${where}`, fixed: false })
}

/** Everybody is a customer; who is one alone is asked for. */
const isOnly = (role: Role) =>
  role === 'customer'
    ? sql`u.id not in (select user_id from people.user_grants where role <> 'customer')`
    : sql`u.id in (select user_id from people.user_grants where role = ${role})`

const isNamed = (q: string) =>
  sql`position(${folded(sql`${q}::text`)} in concat_ws(E'\n', u.username_key, u.email_key, ${folded(sql`u.name`)})) > 0`

/** Letters with an accent are taken apart, and the accents (U+0300 to U+036F) thrown away: slow, and spared plain letters. */
const folded = (
  text: RawBuilder<unknown>,
) => sql`lower(case when octet_length(${text}) = char_length(${text}) then ${text}
  else regexp_replace(normalize(${text}, NFKD), ${'[\u0300-\u036f]'}, '', 'g') end)`
