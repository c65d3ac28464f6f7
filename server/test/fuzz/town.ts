import { randomUUID } from 'node:crypto'
import type { OperationId } from '@mortar/contract'
import { ensureWebBuilt } from '../../../web/build.ts'
import { browserSessions } from '../../src/browser-session.ts'
import { makeLog } from '../../src/kernel/log.ts'
import { makeTokens } from '../../src/modules/people/index.ts'
import { mountWeb } from '../../src/web.ts'
import { someoneWhoMay, type Given, type Row } from '../access/row.ts'
import { rows } from '../access/rows.ts'
import { routeOf } from '../access/send.ts'
import { anAddress, anOrder, aNotification, aSession, aTown, type Actor, type Town } from '../access/town.ts'
import { address, aMortar, password } from '../harness/index.ts'
import { portOf } from '../harness/wire.ts'
import type { Json } from './values.ts'

/** A town with its web, open to connections, and everything there is in it by the names of the fields that name it. */
export type OpenTown = {
  town: Town
  port: number
  /** What each operation would have taken when the town was made, as someone who may. */
  right: Map<OperationId, { actor: Actor; given: Given }>
  pools: Record<string, string[]>
  credentials: Map<string, { bearer: string; cookie: string }>
  /** Lines of the log at the level of bugs. */
  bugs: string[]
  close: () => Promise<void>
}

export async function anOpenTown(): Promise<OpenTown> {
  const bugs: string[] = []
  const log = makeLog('info', { write: (line) => void (/"level":[56]0/.test(line) && bugs.push(line)) })
  const web = await ensureWebBuilt({ log: () => undefined })
  const open = () =>
    aMortar(
      { TRUST_PROXY: 'loopback', CORS_ORIGINS: 'https://pharmacy.example' },
      { log, before: async ({ app }, { secret }) => mountWeb(app, { web, contextFor: browserSessions(secret, true) }) },
    )
  const town = await aTown(open)
  const right = await rightCalls(town)
  return {
    town,
    port: await portOf(town.mortar.server.app),
    right,
    pools: await poolsOf(town, right),
    credentials: credentialsOf(town),
    bugs,
    close: town.mortar.close,
  }
}

async function rightCalls(town: Town): Promise<OpenTown['right']> {
  const calls: OpenTown['right'] = new Map()
  for (const [operation, row] of Object.entries(rows) as [OperationId, Row][]) {
    const actor = someoneWhoMay(routeOf(operation), row)
    const given = (await row.given?.(town, (await row.thing?.(town)) ?? '', actor)) ?? {}
    calls.set(operation, { actor, given })
  }
  return calls
}

/** Names that texts of this town have: of what is there, what was there and what belongs to somebody else. */
async function poolsOf(town: Town, right: OpenTown['right']): Promise<Record<string, string[]>> {
  const pools: Record<string, Set<string>> = {}
  const add = (name: string, ...texts: string[]) => {
    for (const text of texts) (pools[name] ??= new Set()).add(text)
  }
  const visit = (name: string, value: Json | undefined): void => {
    if (typeof value === 'string') add(name, value)
    else if (Array.isArray(value)) value.forEach((each) => visit(name, each))
    else if (typeof value === 'object' && value !== null)
      for (const [key, each] of Object.entries(value)) visit(key, each)
  }
  for (const { given } of right.values())
    for (const part of [given.params, given.query, given.body]) visit('', part as Json | undefined)
  const { people, product, hiddenProduct, shop, waitingShop, gtin } = town
  const orders = [await anOrder(town), await anOrder(town, 'fake')]
  add('order_number', ...orders.map((each) => each.order_number))
  add('payment', ...orders.map((each) => each.payment_id))
  add('id', ...orders.map((each) => each.payment_id), await anAddress(town), await aSession(town), randomUUID())
  add('uuid', await aNotification(town))
  add('slug', product.slug, hiddenProduct.slug, shop, waitingShop)
  add('product', product.slug, hiddenProduct.slug)
  add('variant', product.sku, hiddenProduct.sku)
  add('gtin', gtin)
  add('shop', shop, waitingShop)
  for (const each of Object.values(people)) {
    add('username', each.username)
    add('login', each.username, each.email)
    add('email', each.email)
    add('refresh_token', each.tokens.refresh_token)
    add('device_token', each.tokens.device_token)
  }
  for (const name of ['password', 'new_password', 'password_new']) add(name, password)
  add('country', 'FR', 'GB', 'NL', 'IE', 'HK', 'US')
  add('postcode', '69001', 'sw1a1aa', '1234ab', ' 69001 ')
  add('phone', '+33612345678', '06 12 34 56 78', '0033612345678')
  add('payment_method', 'cash_on_delivery', 'fake', 'stripe')
  add('next', '/orders', '/shop', '//evil.test', '/fr/cart')
  visit('address', address)
  return Object.fromEntries(Object.entries(pools).map(([name, texts]) => [name, [...texts]]))
}

/** Everybody's, as a bearer and as a browser's cookie. */
function credentialsOf({ mortar, people }: Town): OpenTown['credentials'] {
  const { cookie } = makeTokens(mortar.config.secret)
  const credentials = Object.entries(people).map(
    ([actor, { tokens }]): [string, { bearer: string; cookie: string }] => {
      const [, payload = ''] = tokens.access_token.split('.')
      const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string }
      return [actor, { bearer: tokens.access_token, cookie: cookie(sid) }]
    },
  )
  return new Map(credentials)
}
