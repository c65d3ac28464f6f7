import { useEffect, useRef, type RefObject } from 'react'

export type Followed = {
  ref: RefObject<HTMLInputElement | null>
  /** Whether it holds what the page does not know of: what was typed since it was sent last. */
  isTyped: () => boolean
}

/**
 * A field that shows what the page knows, and that people type in: it follows the page, but never takes away what somebody has typed
 * and not sent, however often the page learns something new meanwhile; nor what was typed before the scripts had come. `sent`:
 * what it held when its form was sent last.
 */
export function useFollowed(value: string, sent?: FormDataEntryValue | null): Followed {
  const ref = useRef<HTMLInputElement>(null)
  const known = useRef(value)
  useEffect(() => {
    if (typeof sent === 'string') known.current = sent
  }, [sent])
  useEffect(() => {
    if (ref.current === null || ![known.current, value].includes(ref.current.value)) return
    ref.current.value = value
    known.current = value
  }, [value])
  return { ref, isTyped: () => ref.current !== null && ref.current.value !== known.current }
}
