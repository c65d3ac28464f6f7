import { useEffect, useRef, useState, type ComponentProps } from 'react'
import { Form, useLocation } from 'react-router'
import { inList } from '../ui/list-head.ts'

type Props = Omit<ComponentProps<typeof Form>, 'method' | 'action' | 'state' | 'onSubmit'> & {
  /** What its fields show: where it changes they begin anew, unless something was typed that is not sent yet. */
  shows?: string
}

/** What narrows or sorts the list on its page: the address is the filter, with or without scripts. */
export function Filter({ shows = '', ...form }: Props) {
  const ref = useRef<HTMLFormElement>(null)
  const known = useRef('')
  const [shown, setShown] = useState(shows)
  const know = () => {
    known.current = textOf(ref.current)
  }
  useEffect(know, [shown])
  useEffect(() => {
    if (textOf(ref.current) === known.current) setShown(shows)
  }, [shows])
  return <Form key={shown} ref={ref} onSubmit={know} action={useLocation().pathname} state={inList} {...form} />
}

/** Of the fields that people fill in; what the page itself sends along is none. */
function textOf(form: HTMLFormElement | null): string {
  const fields = [...(form?.querySelectorAll<HTMLInputElement>(':is(input, select):not([type="hidden"])') ?? [])]
  return fields.map(({ name, type, value, checked }) => `${name}=${type === 'checkbox' ? checked : value}`).join('\n')
}
