import { useEffect, useRef, useState } from 'react'
import type { Answered } from '../parts/page.server.ts'

export type Waiting = Answered<'get_my_shop_waiting'>

const again_ms = 60_000

/**
 * What waits in the shop, as the server's stream tells it. `onNews` is called when it told of something that is not on the page.
 * While there is no stream it is called every so often, and the stream is tried again; so is it when somebody looks again.
 */
export function useWaiting(loaded: Waiting | null, onNews: () => void): Waiting | null {
  const [told, setTold] = useState<{ over: Waiting | null; now: Waiting } | null>(null)
  const latest = useRef({ loaded, onNews })
  useEffect(() => {
    latest.current = { loaded, onNews }
  }, [loaded, onNews])
  useEffect(() => {
    const hear = (now: Waiting, isFirst: boolean) => {
      const { loaded: over, onNews: news } = latest.current
      setTold({ over, now })
      if (!isFirst || JSON.stringify(over) !== JSON.stringify(now)) news()
    }
    return follow(hear, () => latest.current.onNews())
  }, [])
  // What was told before the page's own data came is older than that.
  return told !== null && told.over === loaded ? told.now : loaded
}

/** Follows the stream for as long as the page is there. Returns the way to stop. */
function follow(hear: (waiting: Waiting, isFirst: boolean) => void, onLost: () => void): () => void {
  let source: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  const open = () => {
    let isFirst = true
    source = new EventSource('/api/my_shop/waiting')
    source.addEventListener('waiting', ({ data }: MessageEvent<string>) => {
      hear(JSON.parse(data) as Waiting, isFirst)
      isFirst = false
    })
    source.addEventListener('open', () => (isFirst = true))
    source.addEventListener('error', () => {
      // A browser comes back by itself, but from a refusal.
      if (source?.readyState !== EventSource.CLOSED) return
      clearTimeout(retry)
      retry = setTimeout(tryAgain, again_ms)
    })
  }
  const tryAgain = () => {
    clearTimeout(retry)
    onLost()
    open()
  }
  const lookAgain = () => {
    if (document.visibilityState === 'visible' && source?.readyState === EventSource.CLOSED) tryAgain()
  }
  open()
  document.addEventListener('visibilitychange', lookAgain)
  return () => {
    document.removeEventListener('visibilitychange', lookAgain)
    clearTimeout(retry)
    source?.close()
  }
}
