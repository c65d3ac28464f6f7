import { api, type OperationId, type Route } from '@mortar/contract'
import { actors, type Actor } from '../access/town.ts'
import type { Dice } from './dice.ts'
import { allPages, type Page } from './pages.ts'
import { valueFor } from './schema.ts'
import type { OpenTown } from './town.ts'
import { mutated, type Json, type Values } from './values.ts'

/** A request as it goes onto the wire, byte for byte a letter; `what` names the operation or page that it is about. */
export type Sent = { what: string; text: string }

type Draft = { what: string; actor?: Actor; method: string; target: string; headers: [string, string][]; body: string }

const operations = Object.entries(api) as [OperationId, Route][]
const schemas = new Map(
  operations.map(([operation, route]) => [
    operation,
    {
      params: route.params && valueFor(route.params, 'output'),
      query: route.query && valueFor(route.query, 'output'),
      body: route.body && valueFor(route.body, 'input'),
    },
  ]),
)
const pages = allPages()
const fields = [...new Set(pages.flatMap((page) => page.fields))]
const beside = ['/healthz', '/readyz', '/metrics', '/api/docs', '/api/docs/static/swagger-ui.css', '/api/redoc', '/api/openapi.json', '/api/postman.json', '/api/problems', '/robots.txt', '/favicon.svg', '/assets/nothing.js', '/__manifest', '/_root.data', '/fr/_root.data', '/.well-known/x', '/api', '/api/'] // prettier-ignore

/** These end what the others need: sessions, people, shops. They come, and rarely. */
const ending =
  /^(?:logout|delete_me|end_session|block_user|update_user|update_settings|suspend_shop|change_password|reset_password|remove_staff|confirm_email_change|confirm_second_factor|enrol_second_factor|delete_product)$/

export function requestFor(dice: Dice, values: Values, town: OpenTown): Sent {
  const kind = dice.below(100)
  const draft =
    kind < 50 ? operationDraft(dice, values, town) : kind < 93 ? pageDraft(dice, values) : besideDraft(dice, values)
  return written(dice, values, disturbed(dice, values, withHeaders(dice, values, town, draft)))
}

// ── What is asked ────────────────────────────────────────────────────────────

function operationDraft(dice: Dice, values: Values, town: OpenTown): Draft {
  const [operation, route] = dice.one(operations)
  if (ending.test(operation) && dice.chance(0.9)) return operationDraft(dice, values, town)
  const made = schemas.get(operation)
  const isRight = dice.chance(0.6)
  const given = town.right.get(operation)?.given
  const part = (name: 'params' | 'query' | 'body'): Json | undefined => {
    const known = given?.[name] as Json | undefined
    if (isRight && known !== undefined) return dice.chance(0.5) ? known : mutated(dice, known, values)
    const fresh = made?.[name]?.(dice, values)
    return fresh !== undefined && dice.chance(0.3) ? mutated(dice, fresh, values) : fresh
  }
  const params = (part('params') ?? {}) as Record<string, Json>
  const path = route.url.replaceAll(/:(\w+)/g, (_, name: string) =>
    component(asText(params[name] ?? values.text(dice, name))),
  )
  const body = route.method === 'GET' ? undefined : part('body')
  return {
    what: operation,
    actor: town.right.get(operation)?.actor ?? 'stranger',
    method: route.method,
    target: path + search(part('query')),
    headers: [
      ...(body === undefined ? [] : [['content-type', 'application/json'] as [string, string]]),
      ...(route.idempotent === true || dice.chance(0.02)
        ? [['idempotency-key', dice.chance(0.8) ? `key-${dice.below(1e9)}` : values.hostile(dice)] as [string, string]]
        : []),
      ...(route.stream === true && dice.chance(0.3) ? [['accept', 'text/event-stream'] as [string, string]] : []),
    ],
    body: body === undefined ? '' : spoiled(dice, values, JSON.stringify(body)),
  }
}

function pageDraft(dice: Dice, values: Values): Draft {
  const page = dice.one(pages)
  const path = page.path
    .replace('/fr?', dice.chance(0.3) ? '/fr' : '')
    .replaceAll(/:(\w+)/g, (_, name: string) => component(values.text(dice, name)))
    .replace('*', () => component(values.hostile(dice)))
  const bare = path === '' ? '/' : path
  const isData = dice.chance(0.35)
  const method = dice.chance(0.5) ? 'POST' : 'GET'
  const query = formOf(dice, values, page, 0.15)
  if (isData && dice.chance(0.2)) query.push(['_routes', dice.chance(0.5) ? 'root' : values.hostile(dice)])
  if (method === 'POST' && dice.chance(0.2)) query.push(['index', ''])
  return {
    what: `page ${page.path}`,
    method,
    target: (isData ? (bare === '/' ? '/_root.data' : `${bare}.data`) : bare) + asSearch(query),
    headers: [
      ...(method === 'POST' ? [['content-type', 'application/x-www-form-urlencoded'] as [string, string]] : []),
      ...(dice.chance(0.9) ? [['sec-fetch-site', 'same-origin'] as [string, string]] : []),
    ],
    body: method === 'POST' ? spoiled(dice, values, asSearch(formOf(dice, values, page, 0.8)).slice(1)) : '',
  }
}

/** Fields that the page knows, in their order, with what belongs there or with a word of the page's own; and some of others. */
function formOf(dice: Dice, values: Values, page: Page, share: number): [string, string][] {
  const names = [...dice.some(page.fields, share), ...(dice.chance(0.2) ? [dice.one(fields)] : [])]
  return names.map((name) => [
    name,
    page.words.length > 0 && dice.chance(0.3)
      ? dice.one(page.words)
      : dice.chance(0.2)
        ? String(dice.below(30))
        : values.text(dice, name),
  ])
}

function besideDraft(dice: Dice, values: Values): Draft {
  const path = dice.chance(0.8) ? dice.one(beside) : `/${values.hostile(dice)}`
  const target = dice.chance(0.5)
    ? path
    : path + search({ [dice.one(['p', 'paths', 'version', 'url', 'q'])]: values.hostile(dice) })
  return { what: `beside ${path.slice(0, 40)}`, method: 'GET', target, headers: [], body: '' }
}

// ── Who asks, and how it is said ─────────────────────────────────────────────

const types = ['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', 'application/JSON', 'x/y', 'x', '', ';', 'application/problem+json', 'text/xml'] // prettier-ignore
const hosts = ['shop.example', '[::1]:80', '', 'a b', ':::', '[::1', 'a@b', '%00', 'a:b:c', '127.0.0.1:abc', 'evil.test:99999', 'x'.repeat(300), 'é', 'localhost.', '0'] // prettier-ignore
const addresses = ['203.0.113.9', '203.0.113.9:51234', '[2001:db8::1]:443', 'unknown', '_hidden', '1', ', ,', '::ffff:1.2.3.4', 'fe80::1%x', '1.2.3.4, 10.0.0.1', 'x'.repeat(500)] // prettier-ignore

function withHeaders(dice: Dice, values: Values, town: OpenTown, draft: Draft): Draft {
  const headers = [...draft.headers]
  const maybe = (of: number, name: string, value: () => string) => {
    if (dice.chance(of)) headers.push([name, value()])
  }
  const own = town.credentials.get(draft.actor ?? dice.one(actors))
  const { bearer, cookie } = own !== undefined && dice.chance(0.7) ? own : dice.one([...town.credentials.values()])
  const isPage = draft.what.startsWith('page')
  const cookies = [
    ...(dice.chance(isPage ? 0.7 : 0.15) ? [`mortar=${dice.chance(0.95) ? cookie : values.hostile(dice)}`] : []),
    ...(dice.chance(0.1) ? [`mortar_cart=${values.text(dice, 'cart_token')}`] : []),
    ...(dice.chance(0.05) ? [`mortar_device=${values.text(dice, 'device_token')}`] : []),
    ...(dice.chance(0.03) ? [values.hostile(dice)] : []),
  ]
  if (cookies.length > 0) headers.push(['cookie', cookies.join(dice.chance(0.9) ? '; ' : ';')])
  maybe(isPage ? 0.05 : 0.75, 'authorization', () => (dice.chance(0.95) ? `Bearer ${bearer}` : values.hostile(dice)))
  maybe(0.05, 'cart-token', () => values.text(dice, 'cart_token'))
  maybe(0.1, 'accept-language', () => dice.one(['fr', 'en;q=0', '*', values.hostile(dice), 'x'.repeat(2000)]))
  maybe(0.1, 'accept', () => dice.one(['text/html', '*/*', 'application/pdf', values.hostile(dice)]))
  maybe(0.1, 'accept-encoding', () => dice.one(['gzip', 'br', 'gzip;q=0', '*', 'identity;q=0', values.hostile(dice)]))
  maybe(0.1, 'user-agent', () => dice.one(['Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', '', values.hostile(dice)]))
  maybe(0.08, 'x-forwarded-for', () => dice.one(addresses))
  maybe(0.05, 'x-forwarded-proto', () => dice.one(['https', 'http', 'javascript', 'https,http', values.hostile(dice)]))
  maybe(0.03, 'x-forwarded-host', () => dice.one(hosts))
  maybe(0.02, 'forwarded', () => `for=${dice.one(addresses)};proto=${values.hostile(dice)}`)
  maybe(0.08, 'origin', () => dice.one(['http://localhost', 'https://pharmacy.example', 'null', values.hostile(dice)]))
  maybe(0.03, 'sec-fetch-site', () => dice.one(['cross-site', 'none', values.hostile(dice)]))
  maybe(0.05, 'if-none-match', () => dice.one(['*', '"x"', values.hostile(dice)]))
  maybe(0.01, 'expect', () => dice.one(['100-continue', values.hostile(dice)]))
  maybe(0.02, 'if-match', () => dice.one(['*', '"x"', values.hostile(dice)]))
  maybe(0.02, 'if-unmodified-since', () => dice.one(['Thu, 01 Jan 1970 00:00:00 GMT', values.hostile(dice)]))
  maybe(0.03, 'range', () => dice.one(['bytes=0-', 'bytes=9-1', 'bytes=-5', values.hostile(dice)]))
  maybe(0.02, 'last-event-id', () => dice.one(['1', '-1', values.hostile(dice)]))
  maybe(0.02, 'if-modified-since', () => values.hostile(dice))
  return { ...draft, headers }
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']

/** One thing in some of them said in a way that nobody expects. */
function disturbed(dice: Dice, values: Values, draft: Draft): Draft {
  if (dice.chance(0.06)) return { ...draft, method: dice.one(methods) }
  if (dice.chance(0.1)) return { ...draft, target: respelled(dice, values, draft.target) }
  if (dice.chance(0.08)) {
    const others = draft.headers.filter(([name]) => name !== 'content-type')
    return { ...draft, headers: dice.chance(0.1) ? others : [...others, ['content-type', dice.one(types)]] }
  }
  if (dice.chance(0.06)) return { ...draft, headers: [...draft.headers, ['host', dice.one(hosts)]] }
  return draft
}

const escaped = (text: string) => `%${text.charCodeAt(0).toString(16)}`

function respelled(dice: Dice, values: Values, target: string): string {
  const hostile = () => component(values.hostile(dice))
  return dice.one([
    () => target.replace(/[a-z]/, escaped),
    () => target.replaceAll(/[a-z]/g, escaped),
    () => `http://evil.test${target}`,
    () => `HTTPS://x:99999${target}`,
    () => `/${target}`,
    () => `//a@b${target}`,
    () => `/\\${target}`,
    () => target.replaceAll('/', '//'),
    () => target.replace('/', '/./'),
    () => `/x/..${target}`,
    () => `${target}/`,
    () => `${target}#${hostile()}`,
    () => target.replace(/(?<=.)\//, '%2f'),
    () => target + hostile(),
    () => `${target}?${hostile()}&${hostile()}=${hostile()}`,
    () => `${target}${'&a=b'.repeat(500)}`,
    () => target.toUpperCase(),
    () => '*',
    () => target.slice(1),
    () => `${target}%`,
    () => `${target}%c3%28`,
    () => `${target.split('?', 1)[0]}.data.data`,
  ])()
}

function spoiled(dice: Dice, values: Values, body: string): string {
  if (dice.chance(0.95)) return body
  return dice.one([
    () => body.slice(0, -1),
    () => `${body}${values.hostile(dice)}`,
    () => body.replace('{', '{"a":1,"a":2,'),
    () => '',
    () => values.hostile(dice),
    () => `\ufeff${body}`,
    () => 'x'.repeat(1_100_000),
  ])()
}

// ── Text ─────────────────────────────────────────────────────────────────────

const asText = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value))
const component = (text: string) => encodeURIComponent(text.toWellFormed())
const asSearch = (pairs: [string, string][]) =>
  pairs.length === 0
    ? ''
    : `?${new URLSearchParams(pairs.map(([name, value]) => [name, value.toWellFormed()])).toString()}`
const search = (query: Json | undefined) =>
  asSearch(Object.entries((query ?? {}) as Record<string, Json>).map(([name, value]) => [name, asText(value)]))

/** A header cannot hold a line break, or it would be another header; everything else it gets. */
const onOneLine = (text: string) => text.replaceAll(/[\r\n]/g, ' ')

function written(dice: Dice, values: Values, { what, method, target, headers, body }: Draft): Sent {
  const bytes = Buffer.from(body.toWellFormed()).toString('latin1')
  const isChunked = bytes !== '' && dice.chance(0.05)
  const length = bytes === '' ? [] : [isChunked ? 'transfer-encoding: chunked' : `content-length: ${bytes.length}`]
  const known = headers.some(([name]) => name === 'host') && dice.chance(0.8)
  const version = dice.chance(0.03) ? '1.0' : '1.1'
  const lines = [
    `${method} ${target.replaceAll(/[\s\0]/g, '+')} HTTP/${version}`,
    ...(known || (version === '1.0' && dice.chance(0.5)) ? [] : ['host: localhost']),
    ...headers.map(([name, value]) => `${name}: ${onOneLine(value)}`),
    ...length,
    ...(dice.chance(0.005) ? [onOneLine(values.hostile(dice))] : []),
    'connection: close',
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`.toWellFormed()).toString('latin1')
  return { what, text: head + (isChunked ? `${bytes.length.toString(16)}\r\n${bytes}\r\n0\r\n\r\n` : bytes) }
}
