import { randomBytes } from 'node:crypto'
import { ApiError, createClient, fetchTransport, type Client } from '@mortar/contract'
import { follow } from '../server/test/harness/stream.ts'
import { ask, type Machine } from './machine.ts'
import { terms, type Market } from './market.ts'

/**
 * What sessions promise about time: that a guess takes as long for a name nobody bears as for one somebody does, and how
 * soon a second sign-in ends what the first follows in another process. In Markdown.
 */
export async function measureSessions(machine: Machine, market: Market, rounds: number): Promise<string> {
  process.stderr.write('sign-ins and sessions …\n')
  const [one, other] = [await machine.serve({}), await machine.serve({})]
  try {
    const api = createClient(fetchTransport(one.line))
    const person = await aPerson(api)
    const wrong = (login: string) => () => said(api.login({ body: { login, password: 'not the password' } }))
    const forgot = (email: string) => () => said(api.forgot_password({ body: { email } }))
    const strange = `nobody-${randomBytes(6).toString('hex')}`
    const guesses = await inTurns(rounds, wrong(person.username), wrong(strange))
    const asked = await inTurns(rounds, forgot(person.email), forgot(`${strange}@customers.invalid`))
    const ends = await endings(machine.url, one.line, other.line, market, Math.ceil(rounds / 10))
    return [
      '| what | known name: median ms | unknown: median ms | difference | half of all within |',
      '|------|----------------------:|-------------------:|-----------:|-------------------:|',
      compared('sign-in with a wrong password', guesses),
      compared('password forgotten', asked),
      '',
      `A second sign-in ended the stream of the first, in another process, after ${median(ends).toFixed(0)} ms in the median and ${Math.max(...ends).toFixed(0)} ms at the most, of ${ends.length} times.`,
    ].join('\n')
  } finally {
    await one.stop()
    await other.stop()
  }
}

const password = 'a password of the bench'

async function aPerson(api: Client) {
  const username = `bench-${randomBytes(6).toString('hex')}`
  const email = `${username}@customers.invalid`
  await api.create_customer({ body: { email, username, password, name: 'Bench' } })
  return { username, email }
}

/** Either answer is what is measured here. */
async function said(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error
  }
}

type Pair = [known: number[], unknown: number[]]

/** One after the other, so that whatever else the machine does falls on both alike. */
async function inTurns(rounds: number, known: () => Promise<void>, unknown: () => Promise<void>): Promise<Pair> {
  const took: Pair = [[], []]
  for (let i = 0; i < rounds; i++)
    for (const which of [0, 1] as const) {
      const began = performance.now()
      await (which === 0 ? known : unknown)()
      took[which].push(performance.now() - began)
    }
  return took
}

async function endings(
  url: string,
  signIn: string,
  elsewhere: string,
  market: Market,
  rounds: number,
): Promise<number[]> {
  const api = createClient(fetchTransport(signIn))
  const took: number[] = []
  for (let i = 0; i < rounds; i++) {
    const { username } = await aPerson(api)
    await ask(url, 'update people.users set email_verified_at = now() where username = $1', [username])
    const tokens = await api.login({ body: { login: username, password } })
    const buyer = createClient(fetchTransport(signIn))
    const [product = ''] = market.pairs[i % market.pairs.length] ?? []
    const { orders } = await buyer.create_order({
      body: { ...terms, items: [{ product, quantity: 1 }] },
      headers: { authorization: `Bearer ${tokens.access_token}`, 'idempotency-key': randomBytes(12).toString('hex') },
    })
    const stream = await follow(Number(new URL(elsewhere).port), { tokens }, orders[0]?.order_number ?? '')
    await stream.next()
    await api.login({ body: { login: username, password } })
    const began = performance.now()
    await stream.ended
    took.push(performance.now() - began)
  }
  return took
}

const at = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
const median = (values: number[]) => at(values, 0.5)
/** From the first quartile to the third: how far apart the middle half of all lies. */
const spread = (values: number[]) => at(values, 0.75) - at(values, 0.25)

const ms = (value: number) => value.toFixed(2)

function compared(what: string, [known, unknown]: Pair): string {
  const difference = Math.abs(median(known) - median(unknown))
  return `| ${what} | ${ms(median(known))} | ${ms(median(unknown))} | ${ms(difference)} | ${ms(spread(known))} and ${ms(spread(unknown))} ms |`
}
