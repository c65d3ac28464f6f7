import { TextField, SelectField } from '../ui/field.tsx'
import { maybeText, phoneOf, textOf } from './form.ts'
import { useT } from './i18n/use.ts'

type Country = { code: string; name: string }
type Props = {
  countries: Country[]
  values: Record<string, string>
  errorOf: (field: string) => string | null
  withPerson?: boolean
  /** Left out where the fields may be none of the choice that is sent: the API refuses what is missing then. */
  required?: boolean
  /** They have just come onto the page: the first has the keyboard. */
  focused?: boolean
}

/** An address as people write it; a shop's goes without a person. Errors come from the API under `address.<field>`. */
export function AddressFields(props: Props) {
  const { countries, values, errorOf, withPerson = true, required = true, focused = false } = props
  const t = useT()
  const country = values['country'] ?? 'FR'
  const field = (name: string) => ({ name, defaultValue: values[name], error: errorOf(`address.${name}`) })
  return (
    <div className="grid gap-4 sm:grid-cols-6">
      {withPerson && (
        <TextField
          {...field('name')}
          ref={focused ? focus : undefined}
          label={t('address.name')}
          autoComplete="name"
          required={required}
          maxLength={120}
          className="sm:col-span-6"
        />
      )}
      <TextField
        {...field('line1')}
        label={t('address.line1')}
        autoComplete="address-line1"
        required={required}
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
        required={required}
        maxLength={16}
        className="sm:col-span-2"
      />
      <TextField
        {...field('city')}
        label={t('address.city')}
        autoComplete="address-level2"
        required={required}
        maxLength={120}
        className="sm:col-span-4"
      />
      <SelectField
        {...field('country')}
        defaultValue={country}
        label={t('address.country')}
        autoComplete="country"
        className="sm:col-span-3"
      >
        {/* Chosen elsewhere, and not to be changed by editing the rest. */}
        {countries.every(({ code }) => code !== country) && <option value={country}>{country}</option>}
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
      {/* Not asked for, and kept where an address came with one. */}
      {values['region'] !== undefined && <input type="hidden" name="region" value={values['region']} />}
    </div>
  )
}

const focus = (field: HTMLInputElement | null) => field?.focus()

export const addressOf = (form: FormData) => ({
  name: textOf(form, 'name'),
  line1: textOf(form, 'line1'),
  line2: maybeText(form, 'line2'),
  postcode: textOf(form, 'postcode'),
  city: textOf(form, 'city'),
  region: maybeText(form, 'region'),
  country: textOf(form, 'country'),
  phone: phoneOf(form, 'phone'),
})
