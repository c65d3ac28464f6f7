import type { Problem } from '@mortar/contract'
import type { Translate } from './i18n/use.ts'

export type Failed = { problem: Problem; values: Record<string, string>; retry_after_s?: number | undefined }

/** What an action answered, seen as a refusal; nothing when it went well or has not run. */
export function failureOf(answer: unknown): Partial<Failed> {
  return typeof answer === 'object' && answer !== null && 'problem' in answer ? (answer as Failed) : {}
}

/** In the visitor's language where we have words for the code, else in the server's own. `refused` are those only forms of an account meet. */
export const sentenceOf = (t: Translate, problem: Pick<Problem, 'code' | 'title' | 'detail'>): string =>
  t.maybe(`problem.${problem.code}`) ?? t.maybe(`refused.${problem.code}`) ?? problem.detail ?? problem.title

export function fieldErrors(t: Translate, problem: Problem | undefined): (field: string) => string | null {
  return (field) => {
    const error = problem?.errors?.find((one) => one.field === field)
    if (error === undefined) return null
    // What `invalid` means is each field's own: a reserved name, a number that no country has.
    const name = field.slice(field.lastIndexOf('.') + 1)
    return t.maybe(`field.${name}.${error.code}`) ?? t.maybe(`field.${error.code}`) ?? error.message
  }
}
