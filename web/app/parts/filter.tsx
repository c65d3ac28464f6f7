import type { ComponentProps } from 'react'
import { Form, useLocation } from 'react-router'
import { inList } from '../ui/list-head.ts'

/** What narrows or sorts the list on its page: the address is the filter, with or without scripts. */
export function Filter(form: Omit<ComponentProps<typeof Form>, 'method' | 'action' | 'state'>) {
  return <Form action={useLocation().pathname} state={inList} {...form} />
}
