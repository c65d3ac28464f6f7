import { account, people, shops as contract } from '@mortar/contract'
import type { Passwords } from '../../kernel/passwords.ts'
import { listed } from '../../kernel/page.ts'
import { prepare, serve, type CallOf, type Handlers, type Served } from '../../kernel/module.ts'
import type { Tx } from '../../kernel/database.ts'
import { createCustomer, hashing, switchTo } from '../people/index.ts'
import { decideShop } from './decide.ts'
import type { ShopMove } from './lifecycle.ts'
import { me } from './me.ts'
import { registerShopkeeper } from './register-shopkeeper.ts'
import { changeTerms } from './terms.ts'
import { adminShop, adminShops, listCategories, ownShop, publicShops } from './views.ts'

/** With what people cannot serve, because it knows no shops. */
const { create_shopkeeper, register } = people
const { get_me, switch_grant } = account
const served = { create_shopkeeper, register, get_me, switch_grant, ...contract }

export function shopRoutes(passwords: Passwords): Served[] {
  const handlers: Handlers<typeof served> = {
    create_shopkeeper: prepare(hashing(passwords), (tx, { body, ip, at }, password_hash) =>
      registerShopkeeper(tx, { ...body, password_hash, ip }, at),
    ),
    register: prepare(hashing(passwords), async (tx, { body, ip, at }, password_hash) => {
      if (body.role === 'shopkeeper') return registerShopkeeper(tx, { ...body, password_hash, ip }, at)
      return { user: await createCustomer(tx, { ...body, password_hash, ip }, at) }
    }),
    get_me: (tx, { person }) => me(tx, person),
    switch_grant: async (tx, call) => me(tx, await switchTo(tx, call, call.body.grant)),
    list_shop_categories: (tx) => listCategories(tx),
    list_shops: async (tx, call) => listed(call, await publicShops(tx, call.query)),
    get_my_shop: (tx, { person }) => ownShop(tx, person.shop_id),
    update_my_shop: async (tx, { person, body, ip, at }) => {
      await changeTerms(tx, body, { person, ip }, at)
      return ownShop(tx, person.shop_id)
    },
    list_admin_shops: async (tx, call) => listed(call, await adminShops(tx, call.query)),
    approve_shop: (tx, call) => decided(tx, call, 'approve'),
    reject_shop: (tx, call) => decided(tx, call, 'reject'),
    suspend_shop: (tx, call) => decided(tx, call, 'suspend'),
    reinstate_shop: (tx, call) => decided(tx, call, 'reinstate'),
  }
  return serve(served, handlers, {}, { create_shopkeeper: 'nobody', register: 'nobody', switch_grant: 'person' })
}

async function decided(tx: Tx, { params, body, person, at, ip }: CallOf<typeof contract.approve_shop>, move: ShopMove) {
  await decideShop(tx, { slug: params.slug, move, note: body.note ?? null, actor_id: person.id, ip }, at)
  return adminShop(tx, params.slug)
}
