import type { Problem } from '@mortar/contract'
import { sentenceOf } from '../parts/failure.ts'
import { useT } from '../parts/i18n/use.ts'
import { Notice } from '../ui/notice.tsx'

/** Why something about a person was refused, in words that fit people where we have them. */
export function Refusal({ problem }: { problem: Problem | undefined }) {
  const t = useT()
  if (problem === undefined) return null
  return (
    <Notice tone="bad" announce="alert">
      <p>{t.maybe(`admin.refused.${problem.code}`) ?? sentenceOf(t, problem)}</p>
    </Notice>
  )
}
