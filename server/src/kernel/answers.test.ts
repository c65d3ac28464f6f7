import { afterEach, expect, test, vi } from 'vitest'
import { etagOf, keepAnswers } from './answers.ts'

afterEach(() => void vi.useRealTimers())

/** A computation whose end the test decides. */
function computing() {
  const begun: ((text: string) => void)[] = []
  const compute = () => new Promise<string>((resolve) => void begun.push(resolve))
  return { compute, begun }
}

const failing = () => Promise.reject(new Error('away'))
const now = (text: string) => async () => text

test('those who ask at the same time share one computation', async () => {
  const answers = keepAnswers(true)
  const { compute, begun } = computing()
  const asked = [answers.get('/a', compute), answers.get('/a', compute), answers.get('/b', compute)]
  expect(begun).toHaveLength(2)
  begun[0]?.('A')
  begun[1]?.('B')
  expect((await Promise.all(asked)).map((answer) => answer.text)).toEqual(['A', 'A', 'B'])
  expect((await answers.get('/a', compute)).etag).toBe(etagOf('A'))
  expect(begun).toHaveLength(2)
})

test('an answer is kept for a second and no longer', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const answers = keepAnswers(true)
  await answers.get('/a', now('old'))
  vi.advanceTimersByTime(999)
  expect((await answers.get('/a', now('new'))).text).toBe('old')
  vi.advanceTimersByTime(1)
  expect((await answers.get('/a', now('new'))).text).toBe('new')
})

test('what is dropped is forgotten at once, and its neighbours are not', async () => {
  const answers = keepAnswers(true)
  await answers.get('/api/products/aspirin', now('old'))
  await answers.get('/api/shops/corner', now('old'))
  answers.drop('/api/products/aspirin')
  expect((await answers.get('/api/products/aspirin', now('new'))).text).toBe('new')
  expect((await answers.get('/api/shops/corner', now('new'))).text).toBe('old')
})

test('dropped while it was computed, an answer is handed to those who waited and kept for nobody', async () => {
  const answers = keepAnswers(true)
  const { compute, begun } = computing()
  const before = answers.get('/a', compute)
  answers.drop('/')
  const after = answers.get('/a', compute)
  expect(begun).toHaveLength(2)
  begun[1]?.('after the change')
  begun[0]?.('before the change')
  expect((await before).text).toBe('before the change')
  expect((await after).text).toBe('after the change')
  expect((await answers.get('/a', now('later'))).text).toBe('after the change')
})

test('a computation that fails is told to those who waited, and tried again by the next', async () => {
  const answers = keepAnswers(true)
  const asked = [answers.get('/a', failing), answers.get('/a', failing)]
  for (const each of asked) await expect(each).rejects.toThrow('away')
  expect((await answers.get('/a', now('back'))).text).toBe('back')
})

test('memory is bounded by entries and by size, oldest first', async () => {
  const answers = keepAnswers(true)
  for (let i = 0; i <= 2_000; i++) await answers.get(`/${i}`, now('x'))
  expect((await answers.get('/0', now('computed again'))).text).toBe('computed again')
  expect((await answers.get('/2000', now('computed again'))).text).toBe('x')

  const big = keepAnswers(true)
  const megabyte = 'm'.repeat(1024 * 1024)
  for (let i = 0; i < 33; i++) await big.get(`/${i}`, now(megabyte))
  expect((await big.get('/32', now('computed again'))).text).toBe(megabyte)
  expect((await big.get('/0', now('computed again'))).text).toBe('computed again')
})

test('switched off, every answer is computed', async () => {
  const answers = keepAnswers(false)
  await answers.get('/a', now('old'))
  expect(await answers.get('/a', now('new'))).toEqual({ text: 'new', etag: etagOf('new') })
})
