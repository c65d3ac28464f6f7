import type { Tracking } from '@mortar/contract'
import { useEffect, useState } from 'react'
import { useRevalidator } from 'react-router'

type Live = { tracking: Tracking; state: 'live' | 'lost' }

const tries_at_most = 5

/**
 * The tracking of an order, kept fresh by the server's stream. The browser reconnects by itself and says which version
 * it saw last; when it gives up or keeps failing, `lost` lets the page say that it must be loaded again.
 */
export function useTracking(loaded: Tracking): Live {
  const [streamed, setStreamed] = useState<Tracking | null>(null)
  const [state, setState] = useState<Live['state']>('live')
  const { revalidate } = useRevalidator()
  const { order_number } = loaded
  useEffect(() => {
    let failures = 0
    const source = new EventSource(`/api/orders/track/${order_number}`)
    source.addEventListener('order', ({ data }: MessageEvent<string>) => {
      failures = 0
      setState('live')
      setStreamed(JSON.parse(data) as Tracking)
    })
    source.addEventListener('error', () => {
      failures += 1
      if (failures < tries_at_most && source.readyState !== EventSource.CLOSED) return
      source.close()
      setState('lost')
    })
    return () => source.close()
  }, [order_number])
  const newest = streamed?.order_number === order_number && streamed.version > loaded.version ? streamed : loaded
  // What can be done with the order follows its state: asked again whenever the stream is ahead of the page.
  useEffect(() => {
    if (newest.version > loaded.version) void revalidate()
  }, [newest.version, loaded.version, revalidate])
  return { tracking: newest, state }
}
