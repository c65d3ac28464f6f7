import type { FastifyReply } from 'fastify'
import { Readable } from 'node:stream'
import { Refusal } from './refusal.ts'

/** What a spreadsheet would take for the beginning of a formula, and run. */
const formula = /^[=+\-@\t\r]/
const special = /[",\r\n]/

/** One record with its line end (RFC 4180). A cell that would be a formula is kept from being one by an apostrophe. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

function cellOf(value: string | null): string {
  const text = value ?? ''
  const plain = formula.test(text) ? `'${text}` : text
  return special.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/**
 * Sends text as a file, no faster than the client reads: the next piece is asked for once the last has gone. It ends when
 * the client goes. When the server closes, or a piece cannot be had, it breaks off rather than look whole.
 */
export function sendCsv(reply: FastifyReply, name: string, pieces: AsyncIterable<string>, closing: AbortSignal): void {
  const body = Readable.from(reply.request.method === 'HEAD' ? [] : pieces)
  const breakOff = () => void body.destroy(new Refusal('unavailable'))
  closing.addEventListener('abort', breakOff)
  body.once('close', () => closing.removeEventListener('abort', breakOff))
  if (closing.aborted) breakOff()
  void reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(body)
}
