import type { ComponentProps } from 'react'
import { Form, Link } from 'react-router'
import { usePath } from './i18n/use.ts'

/** A link inside the site: keeps the page's language. */
export function A({ to, ...props }: Omit<ComponentProps<typeof Link>, 'to'> & { to: string }) {
  return <Link to={usePath()(to)} {...props} />
}

/** A form that posts to a page of the site; to its own page when no action is named. */
export function Post({
  action,
  ...props
}: Omit<ComponentProps<typeof Form>, 'method' | 'action'> & { action?: string }) {
  const path = usePath()
  return <Form method="post" action={action === undefined ? undefined : path(action)} {...props} />
}
