import type { Problem } from '@mortar/contract'
import type { Translate } from './i18n/use.ts'

export type Failed = {
  /** Which form of its page it was. */
  form: string
  problem: Problem
  values: Record<string, string>
  /** When there were too many tries: how long to wait. */
  retry_after_s?: number | undefined
}

/** What an action answered, seen as a refusal; nothing when it went well or has not run. */
export function failureOf(answer: unknown): Partial<Failed> {
  return typeof answer === 'object' && answer !== null && 'problem' in answer ? (answer as Failed) : {}
}

/** The same of one form among several of a page; what became of another is none of its business. */
export function failureIn(answer: unknown, form: string): Partial<Failed> {
  const failure = failureOf(answer)
  return failure.form === form ? failure : {}
}

/** In the visitor's language where we have words for the code, else in the server's own. `refused` are those only forms of an account meet. */
export const sentenceOf = (t: Translate, problem: Pick<Problem, 'code' | 'title' | 'detail'>): string =>
  t.maybe(`problem.${problem.code}`) ?? t.maybe(`refused.${problem.code}`) ?? problem.detail ?? problem.title

/** The whole sentence of a refusal; where there were too many tries, with the time to wait. `words`: those of a page come first. */
export function refusalText(t: Translate, { problem, retry_after_s }: Failed, words?: string): string {
  const own = words === undefined ? null : t.maybe(`${words}.${problem.code}`)
  const minutes = Math.max(1, Math.ceil((retry_after_s ?? 0) / 60))
  const wait =
    problem.code === 'rate_limited' && retry_after_s !== undefined ? t.maybe('refused.wait', { minutes }) : null
  return own ?? wait ?? sentenceOf(t, problem)
}

export function fieldErrors(t: Translate, problem: Problem | undefined): (field: string) => string | null {
  return (field) => {
    const error = problem?.errors?.find((one) => one.field === field)
    if (error === undefined) return null
    // What `invalid` means is each field's own: a reserved name, a number that no country has.
    const name = field.slice(field.lastIndexOf('.') + 1)
    return t.maybe(`field.${name}.${error.code}`) ?? t.maybe(`field.${error.code}`) ?? error.message
  }
}
