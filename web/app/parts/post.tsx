import { useSyncExternalStore, type ComponentProps } from 'react'
import { Form, useFormAction, type FetcherWithComponents } from 'react-router'
import { Answer, type Words } from './answer.tsx'
import { usePath } from './i18n/use.ts'

type Props = Omit<ComponentProps<typeof Form>, 'method' | 'action'> &
  Words & {
    /** Tells the forms of a page apart. */
    name?: string
    /** A page of the site that is not the form's own. */
    action?: string
    /** Sends it without leaving the page's address; what it answers is its own then. */
    by?: FetcherWithComponents<unknown>
    /** It leads to another page, which begins at its top. */
    leaves?: boolean
    /** The page says itself what becomes of it. */
    silent?: boolean
  }

/**
 * A form that changes something. What became of it is said in it, first thing. Without a script the browser comes back to the
 * form that was sent, not to the top of its page.
 */
export function Post(props: Props) {
  const { name = 'form', action, by, leaves = false, silent = false, words, next, children, ...form } = props
  const path = usePath()
  const here = useFormAction()
  const hasScript = useHasScript()
  const id = `form-${name}`
  const Sent = by?.Form ?? Form
  const own = hasScript || leaves ? here : `${here}#${id}`
  const target = action === undefined ? own : path(action)
  return (
    <Sent
      method="post"
      action={target}
      preventScrollReset={!leaves && action === undefined}
      {...(action === undefined && { id })}
      {...form}
    >
      <input type="hidden" name="form" value={name} />
      {!silent && (
        <Answer to={name} by={by} {...(words !== undefined && { words })} {...(next !== undefined && { next })} />
      )}
      {children}
    </Sent>
  )
}

const never = () => () => undefined
const useHasScript = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
