import { expect, test } from 'vitest'
import { madeRoom, makeStreams, type Follower } from './streams.ts'

const follower = (person: number, address = '192.0.2.1'): Follower => ({ person, address })

/** Opens so many, and tells which are still open. */
function opening(streams: ReturnType<typeof makeStreams>, followers: Follower[]): boolean[] {
  const entered = followers.map((each) => streams.enter(each))
  return entered.map(({ signal }) => !signal.aborted)
}

test('one too many of a person closes the oldest of that person, and of nobody else', () => {
  const streams = makeStreams({ person: 2, address: 10, process: 10 })
  expect(opening(streams, [follower(1), follower(2), follower(1), follower(1)])).toEqual([false, true, true, true])
  expect(streams.count()).toBe(3)
})

test('one too many from an address closes the oldest from there, whoever follows', () => {
  const streams = makeStreams({ person: 10, address: 2, process: 10 })
  const there = [follower(1), follower(2), follower(3, '198.51.100.7'), follower(3)]
  expect(opening(streams, there)).toEqual([false, true, true, true])
  // Whoever has one IPv6 address has a whole network of them.
  const v6 = ['2001:db8::1', '2001:db8::2', '2001:db8::3'].map((address) => follower(4, address))
  expect(opening(streams, v6)).toEqual([false, true, true])
})

test('one too many in a process closes the oldest of all', () => {
  const streams = makeStreams({ person: 10, address: 10, process: 3 })
  const all = [1, 2, 3, 4, 5].map((person) => follower(person, `192.0.2.${person}`))
  expect(opening(streams, all)).toEqual([false, false, true, true, true])
})

test('one that has ended makes room by itself, and all end at once', () => {
  const streams = makeStreams({ person: 1, address: 10, process: 10 })
  const first = streams.enter(follower(1))
  first.leave()
  const second = streams.enter(follower(1))
  expect([first.signal.aborted, second.signal.aborted]).toEqual([false, false])
  const third = streams.enter(follower(1))
  expect([second.signal.reason, third.signal.aborted]).toEqual([madeRoom, false])
  streams.endAll()
  expect([third.signal.aborted, third.signal.reason === madeRoom, streams.count()]).toEqual([true, false, 0])
})
