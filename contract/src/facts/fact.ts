import type { z } from 'zod'
import type { Topic } from './topics.ts'

/**
 * A fact as it is declared, all in one place. `data` is what it carries: written as the schema says, and read by it, so that fields
 * of a later program are passed over. Programs of two versions write to one table: a field is only ever added, with
 * a default for the facts of before; what comes to mean something else gets another name. A value that an enumeration
 * does not have yet cannot be taken by a program of before: it is parked there, and taken by one that knows it.
 */
export type Declared<S extends z.ZodObject = z.ZodObject> = {
  data: S
  /** The live topics that it touches. Pure: the process that published it wakes its own listeners by the same function. */
  wakes: ((data: z.output<S>) => Topic[]) | null
}

export function fact<S extends z.ZodObject>(data: S, wakes: Declared<S>['wakes'] = null): Declared<S> {
  return { data, wakes }
}
