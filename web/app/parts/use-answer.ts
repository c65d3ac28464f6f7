import { useState } from 'react'
import { useActionData, useLocation } from 'react-router'

/**
 * What the form that was sent last came to. It is there until another is sent or the page is left: the router forgets it as soon as
 * it asks for the page's data anew, which a console does whenever something is new, and what was said would go with the keyboard
 * on it.
 */
export function useAnswer(): unknown {
  const answer = useActionData<unknown>()
  const { key } = useLocation()
  const [last, setLast] = useState({ answer, key })
  if (answer !== undefined && (answer !== last.answer || key !== last.key)) setLast({ answer, key })
  return answer ?? (key === last.key ? last.answer : undefined)
}
