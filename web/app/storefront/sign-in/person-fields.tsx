import { maybeText, passwordOf, textOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { TextField } from '../../ui/field.tsx'
import { NewPasswordField } from './new-password-field.tsx'

type Props = {
  values: Record<string, string>
  errorOf: (field: string) => string | null
  /** Not asked of somebody who was written to. */
  withEmail?: boolean
}

/** What everyone gives to register, whichever way. */
export function PersonFields({ values, errorOf, withEmail = true }: Props) {
  const t = useT()
  const field = (name: string) => ({ name, defaultValue: values[name], error: errorOf(name), required: true })
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        {...field('name')}
        label={t('register.name')}
        autoComplete="name"
        maxLength={120}
        className="sm:col-span-2"
      />
      {withEmail && (
        <TextField {...field('email')} label={t('register.email')} type="email" autoComplete="email" maxLength={254} />
      )}
      <TextField
        {...field('username')}
        label={t('register.username')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        minLength={3}
        maxLength={32}
        className={withEmail ? '' : 'sm:col-span-2'}
      />
      <NewPasswordField
        name="password"
        label={t('sign_in.password')}
        error={errorOf('password')}
        className="sm:col-span-2"
      />
    </div>
  )
}

export const personOf = (form: FormData) => ({
  name: textOf(form, 'name'),
  email: textOf(form, 'email'),
  username: textOf(form, 'username'),
  password: passwordOf(form),
  phone: maybeText(form, 'phone'),
})

export const licenceOf = (form: FormData) => maybeText(form, 'licence')
