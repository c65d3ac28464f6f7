import { useEffect, useRef, useState } from 'react'
import type { Answered } from '../parts/page.server.ts'

export type Waiting = Answered<'get_my_shop_waiting'>

const again_ms = 60_000

/**
 * What waits in the shop, as the server's stream tells it. `onNews` is called when it told of something that is not on the page.
 * Where nothing is heard of the stream it is called every so often, and when somebody looks at the page again.
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

/**
 * Follows the stream while somebody looks at the page: a browser has few connections to one server, and a window behind others
 * needs none. A browser comes back to it by itself, but from a refusal. Where nothing is heard of it, refused or held back on the
 * way, `onMissed` is called instead, and when somebody looks again. Returns the way to stop.
 */
function follow(hear: (waiting: Waiting, isFirst: boolean) => void, onMissed: () => void): () => void {
  let isHeard = false
  let source: EventSource | null = null
  const leave = () => {
    source?.close()
    source = null
    isHeard = false
  }
  const open = () => {
    leave()
    source = new EventSource('/api/my_shop/waiting')
    source.addEventListener('waiting', ({ data }: MessageEvent<string>) => {
      hear(JSON.parse(data) as Waiting, !isHeard)
      isHeard = true
    })
    source.addEventListener('error', () => (isHeard = false))
  }
  const look = () => {
    if (document.visibilityState !== 'visible') return leave()
    if (isHeard) return
    onMissed()
    if (source === null || source.readyState === EventSource.CLOSED) open()
  }
  if (document.visibilityState === 'visible') open()
  const timer = setInterval(look, again_ms)
  document.addEventListener('visibilitychange', look)
  window.addEventListener('focus', look)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
    window.removeEventListener('focus', look)
    leave()
  }
}
