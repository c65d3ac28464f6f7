import type { ComponentProps } from 'react'
import { Link } from 'react-router'
import { usePath } from './i18n/use.ts'

/** A link inside the site: keeps the page's language. */
export function A({ to, ...props }: Omit<ComponentProps<typeof Link>, 'to'> & { to: string }) {
  return <Link to={usePath()(to)} {...props} />
}
