import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from './refusal.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a route whose pattern says less than it means: the paths that it answers. */
    paths?: RegExp
  }
  interface FastifyInstance {
    offers: Offers
  }
}

/** Which methods each path has. */
export type Offers = {
  /** Of the pattern that names this path best, so that `/products/search` has none of `/products/:slug`. */
  at: (path: string) => readonly string[]
}

/** Listens to what is registered from now on. */
export function keepOffers(app: FastifyInstance): void {
  const known = new Map<string, { pattern: RegExp; methods: string[] }>()
  app.addHook('onRoute', ({ url, method, config }) => {
    const entry = known.get(url) ?? { pattern: config?.paths ?? patternOf(url), methods: [] }
    entry.methods.push(...[method].flat())
    known.set(url, entry)
  })
  app.decorate('offers', {
    at: (path) => [...known].toSorted(best).find(([, { pattern }]) => pattern.test(path))?.[1].methods ?? [],
  })
}

const best = ([a]: [string, unknown], [b]: [string, unknown]) => vagueness(a) - vagueness(b)
const vagueness = (url: string) => (url.includes('*') ? 100 : 0) + url.split(':').length

/** Of a path with parameters, as Fastify writes them. */
export function patternOf(url: string): RegExp {
  const text = url.replace(/\/$/, '').replaceAll(/[.\\+()[\]{}|^$]/g, String.raw`\$&`)
  return new RegExp(`^${text.replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*')}/?$`)
}

/** The path of a request, without its query. */
export const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? ''

/** What no route answers: 405 where its path has other methods, and where it has none the path is not found. */
export function refuseUnoffered(request: FastifyRequest): Refusal {
  const allow = request.server.offers.at(pathOf(request))
  return allow.length === 0 || allow.includes(request.method)
    ? new Refusal('not_found')
    : new Refusal('method_not_allowed', { allow: [...allow, 'OPTIONS'] })
}

/** Before a body is awaited: nobody will read it. */
export async function answerUnoffered(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const refusal = refuseUnoffered(request)
  const { allow } = refusal.details
  if (request.method !== 'OPTIONS' || allow === undefined) throw refusal
  return reply.code(204).header('allow', allow.join(', ')).send()
}
