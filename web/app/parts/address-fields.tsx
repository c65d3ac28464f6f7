import { TextField, SelectField } from '../ui/field.tsx'
import { maybeText, phoneOf, textOf } from './form.ts'
import { useT } from './i18n/use.ts'

type Country = { code: string; name: string }
type Props = {
  countries: Country[]
  values: Record<string, string>
  errorOf: (field: string) => string | null
  withPerson?: boolean
}

/** An address as people write it; a shop's goes without a person. Errors come from the API under `address.<field>`. */
export function AddressFields({ countries, values, errorOf, withPerson = true }: Props) {
  const t = useT()
  const field = (name: string) => ({ name, defaultValue: values[name], error: errorOf(`address.${name}`) })
  return (
    <div className="grid gap-4 sm:grid-cols-6">
      {withPerson && (
        <TextField
          {...field('name')}
          label={t('address.name')}
          autoComplete="name"
          required
          maxLength={120}
          className="sm:col-span-6"
        />
      )}
      <TextField
        {...field('line1')}
        label={t('address.line1')}
        autoComplete="address-line1"
        required
        maxLength={160}
        className="sm:col-span-6"
      />
      <TextField
        {...field('line2')}
        label={t('address.line2')}
        optional={t('form.optional')}
        autoComplete="address-line2"
        maxLength={160}
        className="sm:col-span-6"
      />
      <TextField
        {...field('postcode')}
        label={t('address.postcode')}
        autoComplete="postal-code"
        required
        maxLength={16}
        className="sm:col-span-2"
      />
      <TextField
        {...field('city')}
        label={t('address.city')}
        autoComplete="address-level2"
        required
        maxLength={120}
        className="sm:col-span-4"
      />
      <SelectField
        {...field('country')}
        defaultValue={values['country'] ?? 'FR'}
        label={t('address.country')}
        autoComplete="country"
        className="sm:col-span-3"
      >
        {countries.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      {withPerson && (
        <TextField
          {...field('phone')}
          label={t('address.phone')}
          optional={t('form.optional')}
          hint={t('form.phone_hint')}
          type="tel"
          autoComplete="tel"
          maxLength={24}
          className="sm:col-span-3"
        />
      )}
    </div>
  )
}

export const addressOf = (form: FormData) => ({
  name: textOf(form, 'name'),
  line1: textOf(form, 'line1'),
  line2: maybeText(form, 'line2'),
  postcode: textOf(form, 'postcode'),
  city: textOf(form, 'city'),
  country: textOf(form, 'country'),
  phone: phoneOf(form, 'phone'),
})
