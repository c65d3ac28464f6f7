import { randomUUID } from 'node:crypto'
import { sql } from '../../src/kernel/database.ts'
import { makeInvitationTokens } from '../../src/modules/shops/index.ts'
import { aName } from '../harness/index.ts'
import type { Actor, Town } from './town.ts'

const prefix = 'bystander'

/** A customer of no other use, who never signs in: made for each call, by decree of the database. */
export async function aBystander({ mortar }: Town, { isBlocked = false, hasFactor = false } = {}): Promise<string> {
  const username = aName(prefix)
  const at = mortar.clock.now
  await sql`
    with person as (
      insert into people.users (username, email, password_hash, name, created_at, blocked_at)
      values (${username}, ${`${username}@people.test`}, 'none', 'A bystander', ${at}, ${isBlocked ? at : null})
      returning id
    ), factor as (
      insert into people.second_factors (user_id, method, confirmed_at)
      select id, 'mail', ${at}::timestamptz from person where ${hasFactor}
    )
    insert into people.grants (user_id, role) select id, 'customer' from person`.execute(mortar.db)
  return username
}

/** A bystander who works in `keeper`'s shop, in the place of the one before. */
export async function aHire(town: Town): Promise<string> {
  const username = await aBystander(town)
  await sql`
    update people.grants g
    set role = case when u.username = ${username} then 'staff' else 'customer' end,
      shop_id = case when u.username = ${username} then k.shop_id end, duties = '{}', registration_number = null
    from people.users u, people.users ku join people.grants k on k.user_id = ku.id
    where g.user_id = u.id and u.username like ${`${prefix}-%`} and ku.username = ${town.people.keeper.username}`.execute(
    town.mortar.db,
  )
  return username
}

/** An open invitation to `keeper`'s shop, in the place of the one before. */
export async function anInvitation({ mortar, people }: Town, email = `${aName('guest')}@people.test`): Promise<string> {
  const id = randomUUID()
  const at = mortar.clock.now
  await sql`update shops.invitations set closed_at = ${at} where closed_at is null`.execute(mortar.db)
  await sql`
    insert into shops.invitations (id, shop_id, email, duties, invited_by, invited_at, expires_at)
    select ${id}, g.shop_id, ${email}, '{counter}', u.id, ${at}, ${at}::timestamptz + interval '1 day'
    from people.users u join people.grants g on g.user_id = u.id
    where u.username = ${people.keeper.username}`.execute(mortar.db)
  return id
}

/** What the mail to the invited bears; `actor`: who is invited, if not somebody without an account. */
export async function anInvitationsToken(town: Town, actor: Actor = 'stranger'): Promise<string> {
  const email = actor === 'stranger' ? undefined : town.people[actor].email
  return makeInvitationTokens(town.mortar.config.secret).of(await anInvitation(town, email))
}

/** After a call that made a customer staff. */
export async function asCustomerAgain({ mortar, people }: Town, actor: Actor): Promise<void> {
  if (actor !== 'customer' && actor !== 'other_customer') return
  await sql`
    update people.grants g set role = 'customer', shop_id = null, duties = '{}'
    from people.users u where u.id = g.user_id and u.username = ${people[actor].username}`.execute(mortar.db)
}
