import { useT } from '../../parts/i18n/use.ts'
import { TextField } from '../../ui/field.tsx'

type Props = { defaultValue: string | undefined; error: string | null; className?: string }

export function PhoneField(props: Props) {
  const t = useT()
  return (
    <TextField
      {...props}
      label={t('address.phone')}
      optional={t('form.optional')}
      hint={t('form.phone_hint')}
      name="phone"
      type="tel"
      autoComplete="tel"
      maxLength={24}
    />
  )
}
