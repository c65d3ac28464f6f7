import type { Failed } from '../parts/failure.ts'
import { useT } from '../parts/i18n/use.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { Notice } from '../ui/notice.tsx'

/** The refusal of a form; where there were too many tries, with the time to wait. */
export function Refused({ failure: { problem, retry_after_s } }: { failure: Partial<Failed> }) {
  const t = useT()
  if (problem?.code !== 'rate_limited' || retry_after_s === undefined) return <ProblemNotice problem={problem} />
  return (
    <Notice tone="bad" announce="alert">
      <p>{t('refused.wait', { minutes: Math.max(1, Math.ceil(retry_after_s / 60)) })}</p>
    </Notice>
  )
}
