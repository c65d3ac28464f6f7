import { useT } from '../../parts/i18n/use.ts'
import { TextField } from '../../ui/field.tsx'

type Props = { name: `password${string}`; label?: string; error: string | null; className?: string }

/** Says beforehand what the API asks of one. */
export function NewPasswordField({ label, ...field }: Props) {
  const t = useT()
  return (
    <TextField
      {...field}
      label={label ?? t('reset.password')}
      hint={t('register.password_hint')}
      type="password"
      autoComplete="new-password"
      required
      minLength={10}
      maxLength={200}
    />
  )
}
