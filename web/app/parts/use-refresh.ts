import { useCallback, useEffect, useRef, useState } from 'react'
import { useLocation, useRevalidator } from 'react-router'

/** However much happens: a page that changes all the time cannot be read. */
const least_ms = 3_000

export type Refresh = {
  /** Something is new: the page's data is asked for anew, unless that would get in somebody's way. */
  refresh: () => void
  /** It waits until who is here has finished typing, or looks again. */
  isHeld: boolean
  /** At once, as they wish. */
  show: () => void
}

/** Where nothing is followed. */
export const idle: Refresh = { refresh: () => undefined, isHeld: false, show: () => undefined }

/**
 * Asks for the page's data anew when something is new, a moment apart at least. What somebody is typing, or is asked in a dialog,
 * stays as it is: then it waits until they have finished, go to another page, or say that they want to see it. Nobody who looks
 * elsewhere is served either; it comes when they look again.
 */
export function useRefresh(): Refresh {
  const { revalidate } = useRevalidator()
  const { key } = useLocation()
  // Another page brings its own data: what was held back on this one is not held there.
  const [heldOn, hold] = useState<string | null>(null)
  const due = useRef<{ last: number; timer?: ReturnType<typeof setTimeout> }>({ last: 0 })
  const show = useCallback(() => {
    hold(null)
    due.current.last = Date.now()
    void revalidate()
  }, [revalidate])
  const refresh = useCallback(() => {
    const look = () => {
      if (document.visibilityState !== 'visible' || !navigator.onLine || isTyping()) hold(key)
      else show()
    }
    clearTimeout(due.current.timer)
    due.current.timer = setTimeout(look, Math.max(0, due.current.last + least_ms - Date.now()))
  }, [key, show])
  useTryAgain(heldOn === key, refresh)
  return { refresh, isHeld: heldOn === key, show }
}

/** When who is here looks again, or leaves a field. */
function useTryAgain(isHeld: boolean, refresh: () => void): void {
  useEffect(() => {
    const when = isHeld ? ['visibilitychange', 'focusout'] : []
    for (const each of when) document.addEventListener(each, refresh)
    if (isHeld) window.addEventListener('online', refresh)
    return () => {
      for (const each of when) document.removeEventListener(each, refresh)
      window.removeEventListener('online', refresh)
    }
  }, [isHeld, refresh])
}

/** The same every so often, and at once when they look again after a while: where nothing tells that there is something new. */
export function useRefreshEvery(every_ms: number): Refresh {
  const fresh = useRefresh()
  const { refresh } = fresh
  const last = useRef(0)
  useEffect(() => {
    const now = () => {
      last.current = Date.now()
      refresh()
    }
    const lookAgain = () => {
      if (document.visibilityState === 'visible' && Date.now() - last.current >= every_ms) now()
    }
    const timer = setInterval(now, every_ms)
    document.addEventListener('visibilitychange', lookAgain)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', lookAgain)
    }
  }, [every_ms, refresh])
  return fresh
}

/** Something stands in a field that was not there when it came, or a question is open. */
function isTyping(): boolean {
  if (document.querySelector('[role="alertdialog"], [role="dialog"]') !== null) return true
  return [...document.querySelectorAll('main :is(input, textarea, select)')].some(isChanged)
}

function isChanged(field: Element): boolean {
  if (field instanceof HTMLSelectElement) {
    const first = [...field.options].findIndex((option) => option.defaultSelected)
    return field.selectedIndex !== Math.max(first, 0)
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue
  if (!(field instanceof HTMLInputElement)) return false
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked
}
