import type { ComponentProps } from 'react'

/**
 * While its form is on the way the button says so and does nothing more. It is never `disabled`: that would throw the
 * keyboard's focus away.
 */
export function Submit({ busy, className = 'btn-main', ...button }: { busy?: boolean } & ComponentProps<'button'>) {
  return (
    <button
      type="submit"
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : undefined}
      className={`btn ${className}`}
      {...button}
    />
  )
}
