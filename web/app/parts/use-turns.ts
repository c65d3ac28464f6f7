import { useEffect, useRef, type ComponentProps } from 'react'
import type { FetcherWithComponents } from 'react-router'

type OnSubmit = NonNullable<ComponentProps<'form'>['onSubmit']>

const busy = Symbol('no answer yet')

/**
 * For a form that is sent without leaving its page: one sending after the other. What is pressed meanwhile waits for the answer
 * and goes on from what the page shows then, so that nothing is undone by what was asked before it.
 */
export function useTurns({ state, data }: FetcherWithComponents<unknown>): OnSubmit {
  const isOut = useRef(false)
  const waiting = useRef<(() => void)[]>([])
  const answer = state === 'idle' ? data : busy
  useEffect(() => {
    if (answer === busy) return
    isOut.current = false
    waiting.current.shift()?.()
  }, [answer])
  return (event) => {
    if (!isOut.current) {
      isOut.current = true
      return
    }
    event.preventDefault()
    const { currentTarget: form } = event
    const { submitter } = event.nativeEvent as Event & Pick<SubmitEvent, 'submitter'>
    // What was pressed may be gone with its line; what was typed elsewhere is sent all the same.
    waiting.current.push(() => form.requestSubmit(submitter?.isConnected === true ? submitter : null))
  }
}
