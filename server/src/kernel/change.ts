import type { Route } from '@mortar/contract'
import { topicsOf } from '@mortar/contract/facts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Tx } from './database.ts'
import { publishedBy } from './facts.ts'
import { answered, once, Repeated, type Attempt } from './idempotency.ts'
import type { CallOf, Person, Served } from './module.ts'
import type { MountOptions } from './mount.ts'
import { Refusal } from './refusal.ts'
import { actAs, type Asker } from './sessions.ts'

/** One transaction: who asks and idempotency record first, handler, record completed, commit; then everyone near is told. */
export async function change(
  request: FastifyRequest,
  reply: FastifyReply,
  { route, handler, prepared, operationId, holding }: Served,
  asked: CallOf<Route>,
  found: unknown,
  status: number,
  options: MountOptions,
): Promise<string> {
  let used: Tx | undefined
  const asker = askerOf(request, route, asked.person)
  const attemptOf = (person: Person | null): Attempt => {
    return { person, operationId, key: request.headers['idempotency-key'], body: asked.body }
  }
  const body = await actAs(options, asker, holding, async (tx, person) => {
    used = tx
    const call = { ...asked, person } as CallOf<Route>
    const work = async () => {
      const result = prepared === null ? await handler(tx, call) : await prepared.after(tx, call, found)
      return route.answer === undefined ? '' : serialize(reply, status, result)
    }
    return route.idempotent === true ? once(tx, attemptOf(person), work) : work().catch(keptRefusal)
  }).catch((error: unknown) => {
    if (!(error instanceof Repeated)) throw error
    used = undefined
    return actAs(options, asker, holding, (tx, person) => answered(tx, attemptOf(person)))
  })
  const facts = used === undefined ? [] : publishedBy(used)
  if (facts.length > 0) {
    options.live.tell(facts.flatMap(topicsOf))
    options.nudge()
  }
  if (body instanceof Refusal) throw body
  return body
}

export function askerOf(request: FastifyRequest, route: Route, person: Person | null): Asker {
  return { person, route, isBearer: request.headers.authorization !== undefined }
}

function keptRefusal(error: unknown): Refusal {
  if (error instanceof Refusal && error.keeps) return error
  throw error
}

export function serialize(reply: FastifyReply, status: number, result: unknown): string {
  return reply.serializeInput(result as Record<string, unknown>, String(status)) as string
}
