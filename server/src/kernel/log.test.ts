import { expect, test } from 'vitest'
import { errorOf } from './log.ts'

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
