import { expect, inject, test } from 'vitest'
import { clientOf } from './client.ts'

test('a connection that the server ends between two questions fails the next one, and nothing else', async () => {
  const [told, other] = [1, 2].map(() => clientOf({ connectionString: inject('postgresUrl') }))
  if (!told || !other) throw new Error('two connections')
  await Promise.all([told.connect(), other.connect()])
  const { rows } = await told.query<{ pid: number }>('select pg_backend_pid() as pid')
  const ended = new Promise<void>((resolve) => told.once('end', resolve))
  await other.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await ended
  await expect(told.query('select 1')).rejects.toThrow(/not queryable|terminated|closed/)
  expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await other.end()
})
