import { fieldErrors, type Failed } from '../../parts/failure.ts'
import type { Translate } from '../../parts/i18n/use.ts'
import { TextField } from '../../ui/field.tsx'

type Props = {
  label: string
  hint?: string
  name?: string
  defaultValue?: string | undefined
  error?: string | null
  /** A recovery code will do too, which has letters. */
  withLetters?: boolean
  /** It has just come onto the page, and is what comes next. */
  focused?: boolean
}

/** A code out of a mail or an app. */
export function CodeField({ name = 'code', withLetters = false, focused = false, ...field }: Props) {
  return (
    <TextField
      {...field}
      ref={focused ? focus : undefined}
      name={name}
      autoComplete="one-time-code"
      inputMode={withLetters ? 'text' : 'numeric'}
      autoCapitalize="characters"
      spellCheck={false}
      required
      maxLength={40}
      className="[&_input]:font-mono [&_input]:tracking-widest"
    />
  )
}

/** As the link of a mail bears it. */
const isLong = (code: string | undefined) => code !== undefined && /^[\dA-F]{32}$/i.test(code)

/** A mailed code. The long one of a mail's link is nothing to read or to type: it goes along unseen, unless it was refused. */
export function MailedCodeField({ defaultValue, ...field }: Props) {
  if (!isLong(defaultValue)) return <CodeField {...field} defaultValue={defaultValue} />
  return field.error ? (
    <CodeField {...field} defaultValue="" />
  ) : (
    <input type="hidden" name="code" value={defaultValue} />
  )
}

/** What is wrong with the form's only code: its shape, or that it is not the one. */
export function codeError(t: Translate, { problem }: Partial<Failed>): string | null {
  const isWrong = problem?.code === 'code_invalid' || problem?.code === 'two_factor_wrong'
  // That one is asked for is no fault of what was typed: where it is to be found is said above.
  if (problem?.code === 'two_factor_required') return null
  return isWrong ? t('sign_in.code_wrong') : fieldErrors(t, problem)('code')
}

const focus = (field: HTMLInputElement | null) => field?.focus()
