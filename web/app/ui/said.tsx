import { useEffect, useRef, type ReactNode } from 'react'
import { Notice } from './notice.tsx'

type Props = {
  /** What is said: a new answer is another value, and is shown anew. */
  answer: unknown
  tone: 'good' | 'bad' | 'calm'
  /** False while the page is not yet as the answer made it. */
  isReady: boolean
  /** For ears only, of what eyes see anyway; the keyboard stays where it is unless that place is gone. */
  quiet?: boolean
  children: ReactNode
}

/**
 * What came of a form, beside it: read out, brought into view, and with the keyboard, which a field that is wrong has
 * rather.
 */
export function Said({ answer, tone, isReady, quiet = false, children }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const shown = useRef<unknown>(undefined)
  useEffect(() => {
    // What is refused stays as it is; what is done may yet take its form away.
    if (!(isReady || tone === 'bad') || shown.current === answer) return
    shown.current = answer
    if (place.current !== null && !(quiet && hasKeyboard())) show(place.current)
  }, [answer, isReady, tone, quiet])
  return (
    <div ref={place} tabIndex={-1} data-said="" className={quiet ? 'sr-only' : 'col-span-full w-full'}>
      <Notice tone={tone} announce={tone === 'bad' ? 'alert' : 'status'}>
        {children}
      </Notice>
    </div>
  )
}

const hasKeyboard = () => document.activeElement !== null && document.activeElement !== document.body

function show(place: HTMLElement): void {
  const wrong = place.closest('form')?.querySelector<HTMLElement>('[aria-invalid="true"]')
  wrong?.focus({ preventScroll: true })
  // None is wrong, or it cannot be seen.
  const isWrong = wrong != null && document.activeElement === wrong
  if (!isWrong) place.focus({ preventScroll: true })
  // A field with what is said of it.
  const said = isWrong ? (wrong.getAttribute('aria-describedby') ?? '').split(' ') : []
  for (const each of [...said.map((id) => document.getElementById(id)), isWrong ? wrong : place])
    each?.scrollIntoView({ block: 'nearest' })
}
