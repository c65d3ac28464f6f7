import { useSyncExternalStore, type ComponentProps } from 'react'
import { Form, useFormAction, type FetcherWithComponents } from 'react-router'
import { FormAnswer } from '../ui/form-answer.ts'
import { Answer, type Words } from './answer.tsx'
import { failureIn, fieldErrors } from './failure.ts'
import { usePath, useT } from './i18n/use.ts'
import { useAnswer } from './use-answer.ts'

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
      <FormAnswer value={useFormAnswer(name, by)}>{children}</FormAnswer>
    </Sent>
  )
}

/** The fields of a form find here why they were refused, whatever path the API gives them. */
function useFormAnswer(name: string, by: Props['by']): FormAnswer {
  const t = useT()
  const own = useAnswer()
  const { problem, values = {} } = failureIn(by?.data ?? own, name)
  const pathOf = (field: string) =>
    problem?.errors?.find((error) => error.field === field || error.field.endsWith(`.${field}`))?.field ?? field
  return { errorOf: (field) => fieldErrors(t, problem)(pathOf(field)), typed: values }
}

const never = () => () => undefined
const useHasScript = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
