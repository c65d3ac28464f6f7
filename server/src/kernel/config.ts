import { isIP } from 'node:net'
import path from 'node:path'
import { holdMostOfTheInternet } from './networks.ts'
import { shortestSecret } from './secrets.ts'

export type Config = {
  port: number
  host: string
  /** Undefined: the embedded server. */
  databaseUrl: string | undefined
  dataFolder: string
  secret: string
  /** `fresh`: load it when the embedded database is new; `on`: asked for; `off`. */
  demo: 'off' | 'fresh' | 'on'
  /** Others can reach it: what shows visitors to each other is for the admin alone. */
  demoIsPublic: boolean
  admin: { email: string; password: string } | undefined
  smtpUrl: string | undefined
  trustProxy: string | false
  corsOrigins: string[]
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  answerCache: boolean
  /** `off` only for load tests: guesses go uncounted then. */
  rateLimits: boolean
  /** How people reach this platform, for the links in mails; undefined: mails carry codes alone. */
  origin: string | undefined
  poolSize: number
  production: boolean
  metricsToken: string | undefined
}

/** A setting that cannot be used: one sentence for whoever starts the program. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

type Env = Record<string, string | undefined>

/** Reads and checks the whole environment; says every fault at once. */
export function readConfig(env: Env): Config {
  const faults: string[] = []
  const read = <T>(name: string, fallback: T, parse: (value: string) => T): T => {
    const value = env[name]
    if (value === undefined || value === '') return fallback
    try {
      return parse(value)
    } catch (error) {
      faults.push(`${name} ${(error as Error).message}.`)
      return fallback
    }
  }
  const production = env['NODE_ENV'] === 'production'
  const host = read('HOST', '127.0.0.1', String)
  const databaseUrl = read('DATABASE_URL', undefined as string | undefined, postgresUrl)
  const config: Config = {
    port: read('PORT', 3000, whole(0, 65_535)),
    host,
    databaseUrl,
    dataFolder: path.resolve(read('MORTAR_DATA', './data', String)),
    secret: read('MORTAR_SECRET', '', secret),
    demo: read(
      'MORTAR_DEMO',
      databaseUrl === undefined && !production && isLoopback(host) ? 'fresh' : 'off',
      demo(host),
    ),
    demoIsPublic: env['MORTAR_DEMO'] === 'public',
    admin: undefined,
    smtpUrl: read('SMTP_URL', undefined as string | undefined, smtpUrl),
    trustProxy: read<string | false>('TRUST_PROXY', false, proxies),
    corsOrigins: read('CORS_ORIGINS', [] as string[], origins),
    // At a desk a line for every request hides what matters; in production it is asked for.
    logLevel: read(
      'LOG_LEVEL',
      production ? 'info' : 'warn',
      oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    ),
    answerCache: read('MORTAR_ANSWER_CACHE', 'on', oneOf('on', 'off')) === 'on',
    rateLimits: read('MORTAR_RATE_LIMITS', 'on', oneOf('on', 'off')) === 'on',
    origin: read('MORTAR_ORIGIN', isLoopback(host) ? `http://${host}:${env['PORT'] || '3000'}` : undefined, origin),
    poolSize: read('MORTAR_POOL_SIZE', 10, whole(2, 200)),
    production,
    metricsToken: read('MORTAR_METRICS_TOKEN', undefined as string | undefined, metricsToken),
  }
  config.admin = admin(env, faults)
  if (production && !config.rateLimits)
    faults.push(
      'MORTAR_RATE_LIMITS cannot be off with NODE_ENV=production: nobody would count how often passwords are guessed.',
    )
  if (production && config.demo !== 'off') faults.push('MORTAR_DEMO cannot be on with NODE_ENV=production.')
  if (production && databaseUrl !== undefined && config.secret === '')
    faults.push('MORTAR_SECRET is required with DATABASE_URL in production: give at least 32 characters.')
  if (faults.length > 0) throw new ConfigError(faults.join('\n'))
  return config
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

const whole = (min: number, max: number) => (value: string) => {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < min || number > max)
    throw new Error(`must be a whole number from ${min} to ${max}, not "${value}"`)
  return number
}

const oneOf =
  <const T extends string>(...words: T[]) =>
  (value: string): T => {
    if (!(words as string[]).includes(value)) throw new Error(`must be one of ${words.join(', ')}, not "${value}"`)
    return value as T
  }

function url(value: string, ...protocols: string[]): string {
  const parsed = URL.canParse(value) ? new URL(value) : undefined
  if (parsed === undefined || !protocols.includes(parsed.protocol))
    throw new Error(`must be an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`)
  return value
}

const postgresUrl = (value: string) => url(value, 'postgres:', 'postgresql:')
const smtpUrl = (value: string) => url(value, 'smtp:', 'smtps:')

function secret(value: string): string {
  if (value.trim().length < shortestSecret) throw new Error(`must have at least ${shortestSecret} characters`)
  return value
}

function metricsToken(value: string): string {
  if (!/^[\x21-\x7e]{16,200}$/.test(value)) throw new Error('must have 16 to 200 characters, without spaces')
  return value
}

const demo = (host: string) => (value: string) => {
  if (value === '0') return 'off'
  if (value === '1' && isLoopback(host)) return 'on'
  if (value === 'public') return 'on'
  if (value === '1') throw new Error(`must be "public" to show a demo on ${host}, where others can reach it`)
  throw new Error(`must be 0, 1 or public, not "${value}"`)
}

/** Whose `X-Forwarded-For` is believed: addresses, networks, or the names that Fastify gives to private networks. */
function proxies(value: string): string {
  const parts = value.split(',').map((part) => part.trim())
  for (const each of parts) {
    const [address = '', bits, ...rest] = each.split('/')
    const most = isIP(address) === 6 ? 128 : 32
    const isNetwork =
      isIP(address) !== 0 && rest.length === 0 && (bits === undefined || (/^\d+$/.test(bits) && +bits <= most))
    if (!isNetwork && !['loopback', 'linklocal', 'uniquelocal'].includes(each))
      throw new Error(`holds "${each}", which is no address or network, nor loopback, linklocal or uniquelocal`)
  }
  if (holdMostOfTheInternet(parts.filter((part) => isIP(part.split('/')[0] ?? '') !== 0)))
    throw new Error('trusts nearly everybody to say where they come from: name the addresses of your own proxies')
  return value
}

function origins(value: string): string[] {
  return value.split(',').map((each) => {
    if (!isOrigin(each.trim())) throw new Error(`holds "${each.trim()}", which is no origin`)
    return each.trim()
  })
}

const isOrigin = (value: string) => URL.canParse(value) && new URL(value).origin === value

function origin(value: string): string {
  if (!isOrigin(value) || !/^https?:/.test(value)) throw new Error('must be an origin, such as https://shop.example')
  return value
}

function admin(env: Env, faults: string[]): Config['admin'] {
  const { MORTAR_ADMIN_EMAIL: email, MORTAR_ADMIN_PASSWORD: password } = env
  if (!email && !password) return undefined
  if (!email || !password) {
    faults.push('MORTAR_ADMIN_EMAIL and MORTAR_ADMIN_PASSWORD go together.')
    return undefined
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) faults.push('MORTAR_ADMIN_EMAIL must be an e-mail address.')
  if (password.length < 10) faults.push('MORTAR_ADMIN_PASSWORD must have at least 10 characters.')
  return { email, password }
}
