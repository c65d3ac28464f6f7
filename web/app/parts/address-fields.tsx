import { addressParts, type AddressPart } from '@mortar/contract/address-form'
import { Fragment, useState, useSyncExternalStore } from 'react'
import { SelectField, TextField } from '../ui/field.tsx'
import type { Country } from './countries.server.ts'
import { maybeText, textOf } from './form.ts'
import { useT } from './i18n/use.ts'

export type { Country }

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

/**
 * An address as people write it where it is: which parts it has, and in which order, follows the country. A shop's goes without
 * a person. Errors come from the API under `address.<field>`.
 */
export function AddressFields(props: Props) {
  const { countries, values, errorOf, withPerson = true, required = true, focused = false } = props
  const t = useT()
  const [country, setCountry] = useState(values['country'] || 'FR')
  const field = (name: string) => ({ name, defaultValue: values[name], error: errorOf(`address.${name}`) })
  const asked = usePostcode(countries, country)
  const optional = t('form.optional')
  const parts: Record<AddressPart, React.ReactNode> = {
    lines: (
      <>
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
          optional={optional}
          autoComplete="address-line2"
          maxLength={160}
          className="sm:col-span-6"
        />
      </>
    ),
    postcode: (
      <TextField
        {...field('postcode')}
        label={t('address.postcode')}
        {...(asked === 'optional' ? { optional } : {})}
        autoComplete="postal-code"
        required={required && asked === 'required'}
        maxLength={16}
        className="sm:col-span-2"
      />
    ),
    city: (
      <TextField
        {...field('city')}
        label={t('address.city')}
        autoComplete="address-level2"
        required={required}
        maxLength={120}
        className="sm:col-span-4"
      />
    ),
    region: (
      <TextField
        {...field('region')}
        label={t('address.region')}
        optional={optional}
        autoComplete="address-level1"
        maxLength={120}
        className="sm:col-span-3"
      />
    ),
  }
  const written = addressParts(country)
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
      <SelectField
        {...field('country')}
        defaultValue={country}
        onChange={({ currentTarget }) => setCountry(currentTarget.value)}
        label={t('address.country')}
        autoComplete="country"
        className="sm:col-span-6"
      >
        {/* Chosen elsewhere, and not to be changed by editing the rest. */}
        {countries.every(({ code }) => code !== country) && <option value={country}>{country}</option>}
        {countries.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      {written.map((part) => (
        <Fragment key={part}>{parts[part]}</Fragment>
      ))}
      {withPerson && (
        <TextField
          {...field('phone')}
          label={t('address.phone')}
          optional={optional}
          hint={t('address.phone_hint')}
          type="tel"
          autoComplete="tel"
          maxLength={24}
          className="sm:col-span-3"
        />
      )}
      {/* Not asked for there, and kept where an address came with one. */}
      {values['region'] !== undefined && !written.includes('region') && (
        <input type="hidden" name="region" value={values['region']} />
      )}
    </div>
  )
}

/**
 * Whether the country that is chosen has postcodes. Without a script the fields stay those of the country that was there first:
 * nothing may demand then what another country has not.
 */
function usePostcode(countries: Country[], country: string): Country['postcode'] {
  const hasScript = useSyncExternalStore(never, yes, no)
  const asked = countries.find(({ code }) => code === country)?.postcode ?? 'optional'
  return asked === 'required' && !hasScript ? 'none' : asked
}

const never = () => () => undefined
const yes = () => true
const no = () => false

const focus = (field: HTMLInputElement | null) => field?.focus()

export const addressOf = (form: FormData) => ({
  name: textOf(form, 'name'),
  line1: textOf(form, 'line1'),
  line2: maybeText(form, 'line2'),
  postcode: maybeText(form, 'postcode'),
  city: maybeText(form, 'city'),
  region: maybeText(form, 'region'),
  country: textOf(form, 'country'),
  phone: maybeText(form, 'phone'),
})
