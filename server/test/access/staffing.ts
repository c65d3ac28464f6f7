import { randomUUID } from 'node:crypto'
import { sql } from '../../src/kernel/database.ts'
import { makeInvitationTokens } from '../../src/modules/shops/index.ts'
import { aName, hired } from '../harness/index.ts'
import { inShop } from './row.ts'
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
    insert into people.user_grants (user_id, role) select id, 'customer' from person`.execute(mortar.db)
  return username
}

/** A bystander who works in `keeper`'s shop, in the place of the one before. */
export async function aHire(town: Town): Promise<string> {
  const username = await aBystander(town)
  await sql`
    delete from people.user_grants where role = 'staff'
      and user_id in (select id from people.users where username like ${`${prefix}-%`})`.execute(town.mortar.db)
  await hired(town.mortar, { username }, town.people.keeper)
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
    from people.users u join people.user_grants g on g.user_id = u.id and g.role = 'shopkeeper'
    where u.username = ${people.keeper.username}`.execute(mortar.db)
  return id
}

/** What the mail to the invited bears; `actor`: who is invited, if not somebody without an account. */
export async function anInvitationsToken(town: Town, actor: Actor = 'stranger'): Promise<string> {
  const email = actor === 'stranger' ? undefined : town.people[actor].email
  return makeInvitationTokens(town.mortar.config.secret).of(await anInvitation(town, email))
}

/** After a call that made somebody staff of `keeper`'s shop who is not: they act again as they did. */
export async function asBefore({ mortar, people }: Town, actor: Actor): Promise<void> {
  if (actor === 'stranger' || inShop.includes(actor)) return
  await sql`
    with left_shop as (
      delete from people.user_grants g using people.users u, shops.shops s join people.users k on k.id = s.owner_id
      where u.id = g.user_id and u.username = ${people[actor].username}
        and g.shop_id = s.id and k.username = ${people.keeper.username}
      returning g.user_id
    )
    select from left_shop`.execute(mortar.db)
  await sql`
    update people.sessions s set grant_id = people.usual_grant(u.id) from people.users u
    where u.id = s.user_id and u.username = ${people[actor].username} and s.ended_at is null`.execute(mortar.db)
}
