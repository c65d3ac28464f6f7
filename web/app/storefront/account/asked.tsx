import type { ComponentProps } from 'react'
import { Confirm } from '../../ui/confirm.tsx'

/** Asks before its form does what is not easily undone. Asking needs a script: without one the form stands there itself. */
export function Asked({ className = 'btn-bad', children, ...question }: ComponentProps<typeof Confirm>) {
  return (
    <>
      <Confirm {...question} className={`${className} noscript:hidden`}>
        {children}
      </Confirm>
      <noscript>{children}</noscript>
    </>
  )
}
