import { pino, type Logger } from 'pino'
import type { Config } from './config.ts'

type Known = Error & { code?: unknown; constraint?: unknown; table?: unknown }

/**
 * Structured lines on standard output, or another file descriptor. Of an error only what tells a bug is kept: what
 * PostgreSQL adds may hold values people have written, and what its client adds holds connections.
 */
export function makeLog(level: Config['logLevel'], descriptor = 1): Logger {
  return pino({ level, serializers: { err: errorOf } }, pino.destination(descriptor))
}

export function errorOf(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, code, constraint, table, cause } = error as Known
  return {
    type: name,
    message,
    stack,
    code,
    constraint,
    table,
    ...(cause === undefined ? {} : { cause: errorOf(cause) }),
  }
}
