import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_EVERY_MS = 250
const LONGEST_PAUSE_MS = 30_000
const RECENT_MS = 60_000

/**
 * Every process that uses a cluster watches over it; there is no chief whose own death would leave it unwatched. Whoever takes
 * the folder's lock first revives the server, the others then find it alive. Pauses double with each death within a minute.
 */
export function watchOver(
  isAlive: () => boolean,
  revive: () => Promise<void>,
  onFailure: (error: unknown) => void,
): () => void {
  let stopped = false
  let reviving = false
  let attempts: number[] = []
  const look = async () => {
    if (stopped || reviving || isAlive()) return
    reviving = true
    const now = Date.now()
    attempts = [...attempts.filter((at) => at > now - RECENT_MS), now]
    const pause_ms = attempts.length === 1 ? 0 : Math.min(LONGEST_PAUSE_MS, LOOK_EVERY_MS * 2 ** (attempts.length - 1))
    await sleep(pause_ms, undefined, { ref: false })
    try {
      if (!stopped) await revive()
    } catch (error) {
      onFailure(error)
    } finally {
      reviving = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref()
  return () => {
    stopped = true
    clearInterval(timer)
  }
}
