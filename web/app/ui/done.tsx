import { useEffect, useRef, type ReactNode } from 'react'
import { useNavigation } from 'react-router'
import { Notice } from './notice.tsx'

/**
 * What a form has just done. Where the button that did it is gone with it, the keyboard goes on from here instead of from
 * the top of the page.
 */
export function Done({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  const { state } = useNavigation()
  useEffect(() => {
    if (state === 'idle' && document.activeElement === document.body) place.current?.focus({ preventScroll: true })
  }, [state])
  return (
    <div ref={place} tabIndex={-1} className="mb-4">
      <Notice tone="good" announce="status">
        <p>{children}</p>
      </Notice>
    </div>
  )
}
