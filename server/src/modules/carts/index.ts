import type { Kernel, Module } from '../../kernel/module.ts'
import { methodsOffered } from '../payments/index.ts'
import { keeps } from './keeps.ts'
import { forget } from './reactions.ts'
import { forgetGuests } from './store.ts'
import { cartRoutes } from './routes.ts'

export { ownerOf } from './owner.ts'
export { outOfStock, refuseShort, refuseUnsellable, type JudgedLine } from './refuse.ts'
export { takeLines } from './store.ts'
export { baseCurrency } from './view.ts'

/** What a stranger put in a cart says something about a person's health: it is not kept longer than it is of use. */
const guestCartDays = 30

export function carts(kernel: Kernel): Module {
  return {
    name: 'carts',
    routes: cartRoutes(methodsOffered(kernel.config.demo !== 'off')),
    reactions: [forget],
    keeps,
    tasks: {
      forget_guest_carts: () => {
        const { db, world } = kernel
        return forgetGuests(db, new Date(world.now().getTime() - guestCartDays * 24 * 60 * 60 * 1000))
      },
    },
    schedules: [{ task: 'forget_guest_carts', cron: '23 3 * * *' }],
  }
}
