import { setMaxListeners } from 'node:events'
import { networkOf } from './limits.ts'

/** Who follows something: a person at an address. */
export type Follower = { person: number; address: string }

export type Streams = {
  /** Takes one more in. Its signal is aborted when it has to make room, or when all end; `leave` when it has ended by itself. */
  enter: (follower: Follower) => { signal: AbortSignal; leave: () => void }
  endAll: () => void
  count: () => number
}

export type Bounds = { person: number; address: number; process: number }

/**
 * Each open stream costs a connection and its buffers, for an hour. An address is shared by an office, and by everybody where a
 * proxy is not named; a person has that many windows at most.
 */
const bounds: Bounds = { person: 20, address: 500, process: 2_000 }

/** Why a stream ended that had to make room: its client is to stay away for a while, or it would push out the next. */
export const madeRoom = new Error('the stream made room for a newer one')

/** Event streams, bounded by person, address and process: whoever opens one too many closes the oldest of their own. */
export function makeStreams({ person, address, process }: Bounds = bounds): Streams {
  /** Oldest first. */
  const open = new Map<AbortController, Follower>()
  const makeRoom = (most: number, isOne: (follower: Follower) => boolean) => {
    const all = [...open].filter(([, follower]) => isOne(follower))
    for (const [oldest] of all.slice(0, Math.max(0, all.length - most))) {
      open.delete(oldest)
      oldest.abort(madeRoom)
    }
  }
  return {
    enter: (given) => {
      const follower = { ...given, address: networkOf(given.address) }
      const controller = new AbortController()
      setMaxListeners(0, controller.signal)
      open.set(controller, follower)
      makeRoom(person, (each) => each.person === follower.person)
      makeRoom(address, (each) => each.address === follower.address)
      makeRoom(process, () => true)
      return { signal: controller.signal, leave: () => void open.delete(controller) }
    },
    endAll: () => {
      for (const controller of open.keys()) controller.abort()
      open.clear()
    },
    count: () => open.size,
  }
}
