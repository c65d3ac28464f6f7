import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EventEmitter } from 'node:events'
import { openEvents } from './events.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A response that remembers what was written to it. */
function aResponse() {
  const written: string[] = []
  const raw = Object.assign(new EventEmitter(), {
    writeHead: vi.fn<(status: number, headers: object) => void>(),
    write: (text: string) => written.push(text) > 0,
    end: vi.fn<() => void>(),
  })
  return { raw: raw as unknown as Parameters<typeof openEvents>[0] & typeof raw, written }
}

test('a heartbeat every fifteen seconds, until the client goes', () => {
  const { raw, written } = aResponse()
  openEvents(raw, { 'x-request-id': 'abc' }, new AbortController().signal)
  expect(raw.writeHead.mock.calls[0]?.[1]).toMatchObject({ 'x-request-id': 'abc', 'cache-control': 'no-store' })
  expect(written).toEqual(['retry: 2000\n\n'])
  vi.advanceTimersByTime(45_000)
  expect(written.slice(1)).toEqual([':\n\n', ':\n\n', ':\n\n'])
  raw.emit('close')
  vi.advanceTimersByTime(60_000)
  expect(written).toHaveLength(4)
  expect(vi.getTimerCount()).toBe(0)
})

test.each(['the client goes', 'the server closes', 'an hour passes', 'it is told to'])(
  'when %s, it ends once and undoes what was begun',
  (reason) => {
    const { raw } = aResponse()
    const closing = new AbortController()
    const events = openEvents(raw, {}, closing.signal)
    const undo = vi.fn<() => void>()
    events.onEnd(undo)
    if (reason === 'the client goes') raw.emit('close')
    if (reason === 'the server closes') closing.abort()
    if (reason === 'an hour passes') vi.advanceTimersByTime(60 * 60 * 1000)
    if (reason === 'it is told to') events.end()
    raw.emit('close')
    closing.abort()
    expect([raw.end.mock.calls.length, undo.mock.calls.length, vi.getTimerCount()]).toEqual([1, 1, 0])
    const late = vi.fn<() => void>()
    events.onEnd(late)
    expect(late).toHaveBeenCalledOnce()
  },
)

test('a server that is closing already opens none', () => {
  const { raw } = aResponse()
  openEvents(raw, {}, AbortSignal.abort())
  expect(raw.end).toHaveBeenCalledOnce()
})
