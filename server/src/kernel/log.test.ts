import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'
import { errorOf, makeLog } from './log.ts'

test('of an error the log keeps what tells a bug, and nothing people have written', () => {
  const error = Object.assign(new Error('duplicate key', { cause: new TypeError('inner') }), {
    code: '23505',
    constraint: 'users_email_key_key',
    detail: 'Key (email_key)=(someone@example.test) already exists.',
    client: { password: 'secret' },
  })
  const kept = errorOf(error)
  expect(kept).toMatchObject({
    message: 'duplicate key',
    code: '23505',
    constraint: 'users_email_key_key',
    cause: { message: 'inner' },
  })
  expect(JSON.stringify(kept)).not.toMatch(/someone@example|secret/)
  expect(errorOf('just text')).toEqual({ message: 'just text' })
})

test('of an error that speaks of what people wrote, the log keeps the kind and the place', () => {
  const kept = errorOf(
    new TypeError('cannot be made: http://a@b/search?q=hepatitis', { cause: new Error('"hepatitis"') }),
  )
  expect(kept).toMatchObject({ type: 'TypeError', message: 'cannot be made: (an address)', cause: { message: '"…"' } })
  expect(JSON.stringify(kept)).not.toContain('hepatitis')
  expect(JSON.stringify(kept)).toContain('log.test.ts')
})

test('what is thrown and is no error is told by its kind, never by what it holds', () => {
  class Refused {
    status = 405
    data = 'hepatitis'
  }
  expect(errorOf(new Refused())).toEqual({ type: 'Refused', status: 405 })
  expect([{}, null, undefined, 5].map(errorOf)).toEqual([
    { type: 'Object' },
    { type: 'object' },
    { type: 'undefined' },
    { type: 'number' },
  ])
  const many = new AggregateError([new Error('refused'), 'no error'])
  expect(errorOf(many)).toMatchObject({ errors: [{ message: 'refused' }, { message: 'no error' }] })
})

test('whatever a library logs, an address or a value never becomes a line', () => {
  const lines: string[] = []
  const log = makeLog('trace', { write: (line) => void lines.push(line) })
  const request = { method: 'GET', url: '/search?q=hepatitis', host: 'a', routeOptions: { url: '/*' } }
  log.warn('did you forget to "return reply" in the "/search?q=hepatitis" (GET) route?')
  log.error(new Error('no page at "/search?q=hepatitis"'))
  log.error({ err: new Error('no page at "/search?q=hepatitis"') })
  log.info({ req: request }, 'incoming')
  log.child({ reqId: 'x' }).debug({ req: request }, 'GET http://a/search?q=hepatitis')
  expect(lines).toHaveLength(5)
  expect(lines.join('')).not.toMatch(/hepatitis|object Object/)
  expect(lines[3]).toContain('"req":{"method":"GET","route":"/*"}')
})

test('lines that wait to go out together go out a moment later, and when the process ends', async () => {
  const script = `
    import { makeLog } from '${path.join(import.meta.dirname, 'log.ts')}'
    const log = makeLog('info')
    log.info('while it runs')
    process.stdin.once('data', () => {
      for (let i = 0; i < 1_000; i++) log.info('at the end')
      process.exit(0)
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await expect.poll(() => said).toContain('while it runs')
  child.stdin.write('end')
  await once(child, 'close')
  expect(said.match(/at the end/g)).toHaveLength(1_000)
})
