import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'

type Props = {
  /** The button that asks. */
  label: string
  className?: string
  title: string
  text?: string
  back: string
  /** Without a script: folded out from the start, because what came of the form stands in it. */
  isOpen?: boolean
  /** The form that does it, with its own submit button. */
  children: ReactNode
}

/**
 * Stands between a click and a deed that is not easily undone. Holds the focus, and gives it back. Without a script the same
 * question folds out where its button stands.
 */
export function Confirm({ label, className = 'btn-bad', title, text, back, isOpen = false, children }: Props) {
  return (
    <>
      <AlertDialog.Root>
        <AlertDialog.Trigger className={`btn btn-small noscript:hidden ${className}`}>{label}</AlertDialog.Trigger>
        <AlertDialog.Portal>
          <AlertDialog.Backdrop className="veil fixed inset-0 z-40" />
          <AlertDialog.Popup className="card pad fixed top-1/2 left-1/2 z-50 max-h-[90dvh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto">
            <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
            {text !== undefined && <AlertDialog.Description className="mt-1 text-soft">{text}</AlertDialog.Description>}
            <div className="mt-5 space-y-4">{children}</div>
            <AlertDialog.Close className="btn btn-calm mt-3 w-full">{back}</AlertDialog.Close>
          </AlertDialog.Popup>
        </AlertDialog.Portal>
      </AlertDialog.Root>
      <noscript>
        <details open={isOpen}>
          <summary className={`btn btn-small ${className}`}>{label}</summary>
          <div className="mt-3 space-y-4">
            <p className="font-semibold">{title}</p>
            {text !== undefined && <p className="text-soft">{text}</p>}
            {children}
          </div>
        </details>
      </noscript>
    </>
  )
}
