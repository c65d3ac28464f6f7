import type { Problem } from '@mortar/contract'
import { Notice } from '../ui/notice.tsx'
import { sentenceOf } from './failure.ts'
import { useT } from './i18n/use.ts'

/** The refusal of a form as a whole, read out when it appears. Field by field it stands beside the fields. */
export function ProblemNotice({ problem }: { problem: Problem | undefined }) {
  const t = useT()
  if (problem === undefined) return null
  return (
    <Notice tone="bad" announce="alert">
      <p>{sentenceOf(t, problem)}</p>
    </Notice>
  )
}
