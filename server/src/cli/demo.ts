import { sql, transact, type Tx } from '../kernel/database.ts'
import { makePasswords } from '../kernel/passwords.ts'
import { command, say as tell, UsageFault, withConnection, withDatabase } from './command.ts'
import { loadDemo, type DemoOptions } from './demo/load.ts'
import {
  adminUsername,
  customers,
  demoPassword,
  emailOf,
  staff,
  staffUsernameOf,
  substitute,
  towns,
  usernameOf,
} from './demo/towns.ts'

/**
 * Loads the demo into a database without shops: when `force` is given always, otherwise only when nobody but admins has
 * signed up. All of it in one transaction, by one process. Returns whether the people of the demo are there.
 */
export async function loadDemoIfFresh(
  url: string,
  force: boolean,
  say: (line: string) => void,
  options: DemoOptions = { admin: true },
): Promise<boolean> {
  return withConnection(url, async (db) => {
    const found = await lookAround(db)
    if (!isFresh(found, force)) return found.has_demo
    say('Loading the demo shops and their medicines …')
    const started = performance.now()
    const password_hash = await makePasswords().hash(demoPassword)
    await transact(db, async (tx) => {
      await alone(tx)
      // Another process may have loaded it meanwhile.
      if (!isFresh(await lookAround(tx), force)) return
      const { shops, medicines, products, orders } = await loadDemo(tx, password_hash, options, new Date())
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      say(
        `Loaded ${medicines} medicines, ${shops} shops, ${products} products and ${orders} checkouts in ${seconds} s.`,
      )
    })
    await sql`analyze`.execute(db)
    return (await lookAround(db)).has_demo
  })
}

/** Whether people of the demo, whose password everybody knows, are there: a server in production must not start then. */
export async function hasDemoPeople(url: string): Promise<boolean> {
  return withConnection(url, async (db) => (await lookAround(db)).has_demo)
}

type Found = { has_shops: boolean; has_people: boolean; has_demo: boolean }

const isFresh = ({ has_shops, has_people }: Found, force: boolean) => !has_shops && (force || !has_people)

async function lookAround(tx: Tx): Promise<Found> {
  const { rows } = await sql<Found>`
    select exists (select from shops.shops) as has_shops,
      exists (select from people.users where id not in (select user_id from people.user_grants where role = 'admin')) as has_people,
      exists (select from people.users where email_key = ${emailOf(usernameOf('Lyon'))}) as has_demo`.execute(tx)
  return rows[0] ?? { has_shops: false, has_people: false, has_demo: false }
}

/** Whoever starts at the same time waits for the end of the loading. */
async function alone(tx: Tx): Promise<void> {
  await sql`set local lock_timeout = '60s'`.execute(tx)
  await sql`select pg_advisory_xact_lock(hashtext('mortar demo'))`.execute(tx)
}

/** How to sign in to the demo, in lines to print. */
export function demoSignIns({ admin }: DemoOptions = { admin: true }): string[] {
  const people = customers.map((customer) => customer.username)
  const shops = towns.map(({ town }) => usernameOf(town))
  return [
    `Demo, password ${demoPassword} for everybody:`,
    `  buy as    ${people.join(', ')}`,
    `  sell as   ${shops.join(', ')}`,
    `  staff     ${staff.map(({ duty }) => staffUsernameOf(duty)).join(', ')}, ${substitute.username} (of two shops)`,
    ...(admin ? [`  admin     ${adminUsername} (unless you named your own)`] : []),
  ]
}

if (import.meta.main)
  await command(async () => {
    await withDatabase(async ({ url, config }) => {
      if (config.production) throw new UsageFault('The demo is not for production: everybody knows its passwords.')
      const options = { admin: !config.demoIsPublic }
      const there = await loadDemoIfFresh(url, true, tell, options)
      if (!there) throw new UsageFault('The database holds shops already: the demo is only loaded into one without.')
      for (const line of demoSignIns(options)) tell(line)
    })
  })
