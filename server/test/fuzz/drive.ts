import { onTheWire, type WireAnswer } from '../harness/wire.ts'
import { diceOf } from './dice.ts'
import { requestFor, type Sent } from './requests.ts'
import { anOpenTown, type OpenTown } from './town.ts'
import { valuesFrom } from './values.ts'

/** A town is soon not what it was: its people sign out, its products go. So each has so many requests, and the next is new. */
const requestsATown = 1_000
const atOnce = 12
const faultsAtMost = 20

export type Fuzzed = { sent: number; statuses: Record<string, number>; succeeded: Set<string>; faults: string[] }

/**
 * Sends so many requests that a client might send, or nobody would, to all operations and pages. The same seed makes the same
 * requests; a fault names the town in which it was found, which can be visited alone.
 */
export async function fuzz(seed: number, count: number, firstTown = 0): Promise<Fuzzed> {
  const found: Fuzzed = { sent: 0, statuses: {}, succeeded: new Set(), faults: [] }
  for (let town = firstTown; found.sent < count && found.faults.length < faultsAtMost; town++)
    await visit(seed, town, Math.min(requestsATown, count - found.sent), found)
  return found
}

async function visit(seed: number, number: number, count: number, found: Fuzzed): Promise<void> {
  const town = await anOpenTown()
  const values = valuesFrom(seed + number, town.pools)
  const first = number * requestsATown
  let next = 0
  const one = async () => {
    while (next < count) {
      const request = requestFor(diceOf(seed, first + next++), values, town)
      const faults = await faultsOf(town, request, found)
      found.faults.push(
        ...faults.map((fault) => `${fault} (seed ${seed}, town ${number})\n${request.what}: ${shown(request.text)}`),
      )
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, one))
    found.sent += count
    found.faults.push(...town.bugs.map((line) => `a bug is logged (seed ${seed}, town ${number})\n${line}`))
  } finally {
    await town.close()
  }
}

async function faultsOf({ port }: OpenTown, { what, text }: Sent, found: Fuzzed): Promise<string[]> {
  const answer = await onTheWire(port, text)
  found.statuses[answer.status] = (found.statuses[answer.status] ?? 0) + 1
  if (answer.status < 400) found.succeeded.add(what)
  return judge(answer)
}

/** What no request may be answered. Too busy is no fault, where the gate says it. */
function judge({ status, headers, body }: WireAnswer): string[] {
  if (status === 0) return ['nothing is answered']
  if (status >= 500 && !(status === 503 && body.includes('"overloaded"')))
    return [`${status} is answered: ${body.slice(0, 300)}`]
  if (headers['content-security-policy'] === undefined) return [`${status} is answered without a policy`]
  return /\bat \S+ \(|node_modules|\[object Object\]/.test(status >= 400 ? body : '')
    ? [`${status} tells of its insides: ${body.slice(0, 300)}`]
    : []
}

const shown = (text: string) => JSON.stringify(text.length > 2_000 ? `${text.slice(0, 2_000)}… (${text.length})` : text)
