import { textOf } from './form.ts'
import type { MessageKey } from './i18n/catalogues.ts'
import type { Values } from './i18n/format.ts'

/**
 * What a form did. `done` is the message that says so: beside its form, or where that is gone, where the page has a place for
 * it. Null: what comes next says it itself, and has the keyboard.
 */
export type Done = { form: string; done: MessageKey | null; with?: Values | undefined; quiet?: boolean | undefined }

export const done = (form: FormData, key: MessageKey | null, values?: Values): Done => ({
  form: textOf(form, 'form'),
  done: key,
  with: values,
})

/** The same of what eyes see anyway, such as a number that changes: it is read out, and the keyboard stays where it is. */
export const doneQuietly = (form: FormData, key: MessageKey, values?: Values): Done => ({
  ...done(form, key, values),
  quiet: true,
})

/** What an action answered, seen as something done. */
export function doneOf(answer: unknown): Partial<Done> {
  return typeof answer === 'object' && answer !== null && 'done' in answer ? (answer as Done) : {}
}
