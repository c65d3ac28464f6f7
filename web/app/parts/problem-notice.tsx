import type { Problem } from '@mortar/contract'
import { useEffect } from 'react'
import { Notice } from '../ui/notice.tsx'
import { sentenceOf } from './failure.ts'
import { useT } from './i18n/use.ts'

/** The refusal of a form as a whole, read out when it appears; then the first field that is wrong has the focus. */
export function ProblemNotice({ problem }: { problem: Problem | undefined }) {
  const t = useT()
  useEffect(() => {
    if (problem !== undefined) document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [problem])
  if (problem === undefined) return null
  return (
    <Notice tone="bad" announce="alert">
      <p>{sentenceOf(t, problem)}</p>
    </Notice>
  )
}
