import type { ReactNode } from 'react'
import { useLocation, useNavigation, useSearchParams } from 'react-router'
import { Said } from '../ui/said.tsx'
import { doneOf } from './done.ts'
import { failureOf, refusalText } from './failure.ts'
import { useT } from './i18n/use.ts'
import { useAnswer } from './use-answer.ts'

export type Words = {
  /** Sentences of the page's own for refusals: `admin.refused` has `admin.refused.last_admin`. */
  words?: string
  /** What stands behind the sentence of something done: the way on. */
  next?: ReactNode
}

type Props = Words & {
  /** The form that is answered here, or those of a part of the page: `factor` is `factor.enrol` as well. Left out: any. */
  to?: string
  /** Forms that are there to answer for themselves. */
  unless?: readonly string[]
  /** What the page before has done, which the address names: `?done=saved` is `account.done.saved` for `account.done`. */
  told?: string
  /** That of a form which is sent behind the page's back. */
  by?: { data?: unknown; state: string } | undefined
}

/**
 * What became of a form that was sent: done, or refused. Every form of the web says it this way; `Post` has one in it, and a page
 * has one more for forms that are gone once they have done their work.
 */
export function Answer({ to, unless = [], words, next, told, by }: Props) {
  const t = useT()
  const own = useAnswer()
  const { state } = useNavigation()
  const news = useNews(told)
  const answer = by?.data ?? own
  const isReady = (by?.state ?? state) === 'idle'
  if (answer === undefined || answer === null) {
    if (news === null) return null
    return (
      <Said answer={news.key} isReady={isReady} tone="good">
        {news.text} {next}
      </Said>
    )
  }
  const failure = failureOf(answer)
  const { done, quiet, with: values, form = failure.form ?? '' } = doneOf(answer)
  if (unless.some((one) => isTo(form, one)) || (to !== undefined && !isTo(form, to))) return null
  if (failure.problem !== undefined) {
    return (
      <Said answer={answer} isReady={isReady} tone="bad">
        {refusalText(t, { form, values: {}, problem: failure.problem, retry_after_s: failure.retry_after_s }, words)}
      </Said>
    )
  }
  if (done === undefined || done === null) return null
  return (
    <Said answer={answer} isReady={isReady} tone="good" {...(quiet === true && { quiet })}>
      {t(done, values)} {next}
    </Said>
  )
}

const isTo = (form: string, to: string) => form === to || form.startsWith(`${to}.`)

/** Only words of the page's own: an address can be made by anybody. */
function useNews(told: string | undefined): { key: string; text: string } | null {
  const t = useT()
  const { key } = useLocation()
  const name = useSearchParams()[0].get('done')
  const text = told === undefined || name === null ? null : t.maybe(`${told}.${name}`)
  return text === null ? null : { key, text }
}

/** Whether the answer is to this form: what it stands in is open then. */
export function useIsAnswered(form: string): boolean {
  const answer = useAnswer()
  return (failureOf(answer).form ?? doneOf(answer).form) === form
}
