import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { checkAdmin } from '../cli/admin.ts'
import { ConfigError, readConfig } from './config.ts'
import { withSecret } from './own-secret.ts'
import { openFolder } from './postgres/place.ts'

const long = 'x'.repeat(32)

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n')
    throw error
  }
  return []
}

test('an empty environment runs the demo on an embedded database, for this machine only', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: undefined,
    dataFolder: path.resolve('data'),
    demo: 'fresh',
    admin: undefined,
    trustProxy: false,
    corsOrigins: [],
    logLevel: 'warn',
    answerCache: true,
    production: false,
  })
})

test('an empty value is no value', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '', MORTAR_DEMO: '', MORTAR_ADMIN_EMAIL: '', CORS_ORIGINS: '' })).toEqual(
    readConfig({}),
  )
})

test('good values are taken as they are', () => {
  expect(
    readConfig({
      PORT: '0',
      HOST: '::1',
      DATABASE_URL: 'postgresql://mortar@db.internal/mortar?sslmode=require',
      MORTAR_SECRET: long,
      MORTAR_ADMIN_EMAIL: 'ada@platform.test',
      MORTAR_ADMIN_PASSWORD: 'long enough',
      SMTP_URL: 'smtps://mail.internal:465',
      TRUST_PROXY: '10.0.0.0/8, fd00::/8,loopback,192.0.2.1',
      CORS_ORIGINS: 'https://shop.example, http://localhost:8080',
      LOG_LEVEL: 'warn',
      MORTAR_ANSWER_CACHE: 'off',
      MORTAR_POOL_SIZE: '40',
    }),
  ).toMatchObject({
    port: 0,
    databaseUrl: 'postgresql://mortar@db.internal/mortar?sslmode=require',
    demo: 'off',
    admin: { email: 'ada@platform.test', password: 'long enough' },
    corsOrigins: ['https://shop.example', 'http://localhost:8080'],
    answerCache: false,
    poolSize: 40,
  })
})

test.each([
  ['PORT', '65536', 'PORT must be a whole number from 0 to 65535, not "65536".'],
  ['PORT', '-1', 'PORT must be a whole number from 0 to 65535, not "-1".'],
  ['PORT', '0x50', 'PORT must be a whole number from 0 to 65535, not "0x50".'],
  ['PORT', '80.5', 'PORT must be a whole number from 0 to 65535, not "80.5".'],
  ['PORT', 'http', 'PORT must be a whole number from 0 to 65535, not "http".'],
  ['DATABASE_URL', 'localhost', 'DATABASE_URL must be an address that begins with postgres:// or postgresql://.'],
  ['DATABASE_URL', 'mysql://db/x', 'DATABASE_URL must be an address that begins with postgres:// or postgresql://.'],
  ['MORTAR_SECRET', 'short', 'MORTAR_SECRET must have at least 32 characters.'],
  ['MORTAR_DEMO', 'yes', 'MORTAR_DEMO must be 0, 1 or public, not "yes".'],
  ['SMTP_URL', 'mail.internal', 'SMTP_URL must be an address that begins with smtp:// or smtps://.'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of trace, debug, info, warn, error, silent, not "loud".'],
  ['MORTAR_ANSWER_CACHE', '1', 'MORTAR_ANSWER_CACHE must be one of on, off, not "1".'],
  ['MORTAR_POOL_SIZE', '1', 'MORTAR_POOL_SIZE must be a whole number from 2 to 200, not "1".'],
  ['CORS_ORIGINS', 'https://a.example/path', 'CORS_ORIGINS holds "https://a.example/path", which is no origin.'],
  ['CORS_ORIGINS', '*', 'CORS_ORIGINS holds "*", which is no origin.'],
  [
    'TRUST_PROXY',
    'loopback, all',
    'TRUST_PROXY holds "all", which is no address or network, nor loopback, linklocal or uniquelocal.',
  ],
  [
    'TRUST_PROXY',
    '10.0.0.0/33',
    'TRUST_PROXY holds "10.0.0.0/33", which is no address or network, nor loopback, linklocal or uniquelocal.',
  ],
  ['MORTAR_METRICS_TOKEN', 'x', 'MORTAR_METRICS_TOKEN must have 16 to 200 characters, without spaces.'],
  ['MORTAR_SECRET', ' '.repeat(40), 'MORTAR_SECRET must have at least 32 characters.'],
  ...[
    ['0.0.0.0/0', '::/0', '0.0.0.0/1, 128.0.0.0/1', '1.2.3.4, 0.0.0.0/2,64.0.0.0/2,128.0.0.0/2,192.0.0.0/2'],
    ['::ffff:0:0/96', '::/32', '2000::/3', '2000::/4,3000::/4', '::/1,8000::/1', 'loopback, ::/0', '64.0.0.0/3'],
  ]
    .flat()
    .map((networks) => [
      'TRUST_PROXY',
      networks,
      'TRUST_PROXY trusts nearly everybody to say where they come from: name the addresses of your own proxies.',
    ]),
  ['MORTAR_ADMIN_EMAIL', 'ada@platform.test', 'MORTAR_ADMIN_EMAIL and MORTAR_ADMIN_PASSWORD go together.'],
  ['MORTAR_ADMIN_PASSWORD', 'long enough', 'MORTAR_ADMIN_EMAIL and MORTAR_ADMIN_PASSWORD go together.'],
])('%s=%s is refused in one sentence', (name, value, sentence) => {
  expect(faultsOf({ [name]: value })).toEqual([sentence])
})

test('an admin needs an address and a password of ten characters', () => {
  expect(faultsOf({ MORTAR_ADMIN_EMAIL: 'ada', MORTAR_ADMIN_PASSWORD: 'short' })).toEqual([
    'MORTAR_ADMIN_EMAIL must be an e-mail address.',
    'MORTAR_ADMIN_PASSWORD must have at least 10 characters.',
  ])
})

test('every fault is said at once', () => {
  const faults = faultsOf({ PORT: 'x', DATABASE_URL: 'x', SMTP_URL: 'x', LOG_LEVEL: 'x', MORTAR_POOL_SIZE: 'x' })
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    'DATABASE_URL',
    'PORT',
    'SMTP_URL',
    'LOG_LEVEL',
    'MORTAR_POOL_SIZE',
  ])
})

test('no fault repeats a value that may be secret', () => {
  const secrets = { MORTAR_SECRET: 'hunter2', DATABASE_URL: 'user:hunter2@db', SMTP_URL: 'user:hunter2@mail' }
  const faults = faultsOf({ ...secrets, MORTAR_ADMIN_EMAIL: 'x', MORTAR_ADMIN_PASSWORD: 'hunter2' })
  expect(faults).toHaveLength(5)
  expect(faults.join()).not.toContain('hunter2')
})

test('the demo shows itself beyond this machine only when told so, and never in production', () => {
  expect(readConfig({ HOST: '0.0.0.0' }).demo).toBe('off')
  expect(readConfig({ HOST: '0.0.0.0', MORTAR_DEMO: 'public' })).toMatchObject({ demo: 'on', demoIsPublic: true })
  expect(faultsOf({ HOST: '0.0.0.0', MORTAR_DEMO: '1' })).toEqual([
    'MORTAR_DEMO must be "public" to show a demo on 0.0.0.0, where others can reach it.',
  ])
  expect(readConfig({ NODE_ENV: 'production' }).demo).toBe('off')
  expect(faultsOf({ NODE_ENV: 'production', MORTAR_DEMO: '1' })).toEqual([
    'MORTAR_DEMO cannot be on with NODE_ENV=production.',
  ])
  expect(readConfig({ DATABASE_URL: 'postgres://db/x' }).demo).toBe('off')
})

test('production on a database of its own needs the secret to be given', () => {
  const env = { NODE_ENV: 'production', DATABASE_URL: 'postgres://db/x' }
  expect(faultsOf(env)).toEqual([
    'MORTAR_SECRET is required with DATABASE_URL in production: give at least 32 characters.',
  ])
  expect(faultsOf({ ...env, MORTAR_SECRET: long })).toEqual([])
})

test.each([
  '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16',
  'fc00::/7, fe80::/10',
  '::1',
  '2001:db8::/32',
  '::ffff:10.0.0.1',
])('proxies in %s can be trusted', (networks) => {
  expect(readConfig({ TRUST_PROXY: networks }).trustProxy).toBe(networks)
})

test('in production guesses are always counted', () => {
  expect(faultsOf({ NODE_ENV: 'production', MORTAR_RATE_LIMITS: 'off' })).toEqual([
    'MORTAR_RATE_LIMITS cannot be off with NODE_ENV=production: nobody would count how often passwords are guessed.',
  ])
  expect(faultsOf({ MORTAR_RATE_LIMITS: 'off' })).toEqual([])
})

const admin = 'ada.lovelace@platform.test'
test.each([
  ['password123', 'MORTAR_ADMIN_PASSWORD is one that is guessed first: choose another.'],
  ['Admin123456!', 'MORTAR_ADMIN_PASSWORD is one that is guessed first: choose another.'],
  ['ada.lovelace1', 'MORTAR_ADMIN_PASSWORD is made of your own names: choose another.'],
  ['mortar-demo-password', 'MORTAR_ADMIN_PASSWORD is the password of the demo, which everybody knows: choose another.'],
])('the first admin has no password like %s', (password, sentence) => {
  expect(() => checkAdmin({ email: admin, password })).toThrow(new ConfigError(sentence))
})

test('a password of its own will do for the first admin', () => {
  expect(() => checkAdmin({ email: admin, password: 'a sentence nobody guesses' })).not.toThrow()
})

test.each(['', 'half of a sec', `${'x'.repeat(31)}\n`])('a secret file that holds "%s" ends the start', (text) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mortar-config-'))
  try {
    const file = path.join(folder, 'secret')
    writeFileSync(file, text)
    expect(() => withSecret(readConfig({ MORTAR_DATA: folder }))).toThrow(
      /^\S+secret holds \d+ characters of at least 32: /,
    )
    expect(readFileSync(file, 'utf8')).toBe(text)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a data folder that is none ends the start with a sentence', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mortar-config-'))
  try {
    writeFileSync(path.join(folder, 'data'), '')
    const config = readConfig({ MORTAR_DATA: path.join(folder, 'data') })
    const sentence = /^The data folder \S+ cannot be used: it is no folder; set MORTAR_DATA\.$/
    expect(() => withSecret(config)).toThrow(sentence)
    expect(() => openFolder(path.join(folder, 'data', 'postgres'))).toThrow(sentence)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the secret is made once and kept for its owner alone', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mortar-config-'))
  try {
    const config = readConfig({ MORTAR_DATA: path.join(folder, 'data') })
    const made = withSecret(config).secret
    expect(made.length).toBeGreaterThanOrEqual(32)
    expect(withSecret(config).secret).toBe(made)
    const file = path.join(folder, 'data', 'secret')
    expect(readFileSync(file, 'utf8')).toBe(made)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(path.dirname(file))).toEqual(['secret'])
    expect(withSecret({ ...config, secret: long }).secret).toBe(long)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
