import { sql, type Tx } from '../../kernel/database.ts'
import type { Person } from '../../kernel/module.ts'
import { getUser } from '../people/index.ts'

type MyShop = { slug: string; name: string; is_verified: boolean; status: string }

/** The person and, for those who work in one, the shop. */
export async function me(tx: Tx, person: Person) {
  const user = await getUser(tx, person.id)
  if (person.shop_id === null) return { ...user, duties: person.duties, shop: null }
  const { rows } = await sql<MyShop>`
    select slug, name, is_verified, status from shops.shops where id = ${person.shop_id}`.execute(tx)
  return { ...user, duties: person.duties, shop: rows[0] ?? null }
}
