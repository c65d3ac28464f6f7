import { useEffect } from 'react'
import { useRevalidator } from 'react-router'

/** Asks for the page's data anew every so often while someone looks at it, and at once when they look again after a while. */
export function useRefresh(every_ms: number): void {
  const { revalidate } = useRevalidator()
  useEffect(() => {
    let last = Date.now()
    const refresh = () => {
      if (document.visibilityState !== 'visible' || !navigator.onLine) return
      last = Date.now()
      void revalidate()
    }
    const lookAgain = () => {
      if (Date.now() - last >= every_ms) refresh()
    }
    const timer = setInterval(refresh, every_ms)
    document.addEventListener('visibilitychange', lookAgain)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', lookAgain)
    }
  }, [every_ms, revalidate])
}
