import type { z } from 'zod'
import type { Declared } from './fact.ts'
import { ofGoods } from './goods.ts'
import { ofOrders } from './orders.ts'
import { ofPayments } from './payments.ts'
import { ofPeople } from './people.ts'
import { ofShops } from './shops.ts'
import type { Topic } from './topics.ts'

export { codePurposes, securings, type CodePurpose, type Secured } from './people.ts'
export { droppedBy, type Topic } from './topics.ts'

/**
 * What can become known, and what is told about it. A fact is written in the transaction that makes it true and carries
 * the ids and amounts its reactors need, so that they read as little as they can. Numeric ids stay inside the server.
 */
export const facts = { ...ofPeople, ...ofShops, ...ofGoods, ...ofOrders, ...ofPayments }

export type FactType = keyof typeof facts
export type Facts = { [T in FactType]: z.output<(typeof facts)[T]['data']> }
export type Fact<T extends FactType = FactType> = { [K in T]: { id: number; type: K; data: Facts[K]; at: string } }[T]

const declared: Record<FactType, Declared> = facts

/** What is known of a fact, of whatever type, by its schema: fields that this program does not know are left out. Throws. */
export function readFact<T extends FactType>(type: T, data: unknown): Facts[T] {
  return declared[type].data.parse(data) as Facts[T]
}

/** Those that touch a topic. */
export const wakingTypes = (Object.keys(facts) as FactType[]).filter((type) => declared[type].wakes !== null)

export function topicsOf({ type, data }: { type: FactType; data: Facts[FactType] }): Topic[] {
  return declared[type].wakes?.(data) ?? []
}
