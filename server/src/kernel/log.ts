import type { FastifyRequest } from 'fastify'
import { pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from './config.ts'
import { withoutValues } from './unsaid.ts'

type Known = Error & { code?: unknown; constraint?: unknown; table?: unknown; errors?: unknown }

/**
 * Structured lines on standard output, or elsewhere. What people look for and buy is health data, so nothing that they have
 * written is kept: of a request only its route, of an error only what tells a bug, and of every text what is no value.
 */
export function makeLog(level: Config['logLevel'], to: number | DestinationStream = 1): Logger {
  return pino(
    { level, serializers: { err: errorOf, req: requestOf }, hooks: { logMethod: sayNoValues } },
    typeof to === 'number' ? outlet(to) : to,
  )
}

const batch_bytes = 8_192
const batch_ms = 200

/**
 * Lines go out together, a moment later: one write for each took a fifth of what a read costs. A process that ends writes
 * what is left; one that is killed takes the last moment with it. A terminal that was closed, or a full disk, takes no line:
 * there is nobody to tell, and the shop goes on.
 */
function outlet(to: number): DestinationStream {
  const destination = pino.destination({ dest: to, sync: true, minLength: batch_bytes })
  destination.on('error', () => undefined)
  const flush = () => destination.flush()
  setInterval(flush, batch_ms).unref()
  // Not `flushSync`, which tries for ever where nobody reads.
  process.once('exit', flush)
  return destination
}

/** Libraries write lines too, and put addresses into them; of a bare error pino would make its message the line's. */
function sayNoValues(this: Logger, args: unknown[], method: (...args: unknown[]) => void): void {
  const [first, ...others] = args
  const texts = others.map((each) => (typeof each === 'string' ? withoutValues(each) : each))
  if (typeof first === 'string') method.apply(this, [withoutValues(first), ...texts])
  else method.apply(this, [first, ...(texts.length === 0 ? ['something failed'] : texts)])
}

function requestOf(request: Partial<FastifyRequest>): object {
  return { method: request.method, route: request.routeOptions?.url }
}

export function errorOf(error: unknown): object {
  if (!(error instanceof Error)) return thingOf(error)
  const { name, message, stack, code, constraint, table, cause, errors } = error as Known
  return {
    type: name,
    message: withoutValues(message, code),
    // The places alone: what stands before them is the message once more.
    stack: placesOf(stack?.replace(message, '')),
    code,
    constraint,
    table,
    ...(cause === undefined ? {} : { cause: errorOf(cause) }),
    ...(Array.isArray(errors) ? { errors: errors.slice(0, 5).map(errorOf) } : {}),
  }
}

const placesOf = (stack: string | undefined) =>
  stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')

/** Something else than an error was thrown: what it is, and a status if it is an answer; never what it holds. */
function thingOf(thing: unknown): object {
  if (typeof thing === 'string') return { message: withoutValues(thing) }
  if (typeof thing !== 'object' || thing === null) return { type: typeof thing }
  const { status } = thing as { status?: unknown }
  const type = (thing.constructor as { name?: string } | undefined)?.name ?? 'object'
  return { type, ...(typeof status === 'number' ? { status } : {}) }
}
