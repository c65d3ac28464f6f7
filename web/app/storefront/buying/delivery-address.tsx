import type { SavedAddress, User } from '@mortar/contract'
import { useState } from 'react'
import { AddressFields, addressOf, type Country } from '../../parts/address-fields.tsx'
import { fieldErrors, type Failed } from '../../parts/failure.ts'
import { textOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { AddressLines } from '../../parts/order.tsx'
import { Icon } from '../../ui/icon.tsx'

const other = 'other'

/** The id of a saved address, or what was typed. */
export function chosenAddress(form: FormData) {
  const saved = textOf(form, 'saved')
  return saved === '' || saved === other ? addressOf(form) : saved
}

type Props = {
  me: User
  addresses: SavedAddress[]
  countries: Country[]
  failure: Partial<Failed>
}

/** Saved addresses to choose from, if there are any, and the fields of another: the style sheet shows them when it is chosen. */
export function DeliveryAddress({ me, addresses, countries, failure: { problem, values = {} } }: Props) {
  const t = useT()
  const choices = [...addresses.map(({ id }) => id), other]
  const first = addresses.find(({ is_default }) => is_default) ?? addresses[0]
  const preset = choices.find((id) => id === values['saved']) ?? first?.id ?? other
  const errorOf = fieldErrors(t, problem)
  const hasSaved = addresses.length > 0
  // Without a script nothing takes this back when a saved address is chosen after all: it begins as false.
  const [isOther, setOther] = useState(!hasSaved)
  return (
    <fieldset className="card pad group/address space-y-4">
      <legend className="sr-only">{t('checkout.address')}</legend>
      <h2>{t('checkout.address')}</h2>
      {hasSaved && (
        <div className="grid gap-3 sm:grid-cols-2">
          {addresses.map(({ id, address, is_default }) => (
            <Choice key={id} value={id} preset={preset} setOther={setOther}>
              <AddressLines address={address} />
              {is_default && <span className="badge badge-good mt-2">{t('addresses.default')}</span>}
            </Choice>
          ))}
          <Choice value={other} preset={preset} setOther={setOther}>
            <span className="font-medium">
              <Icon name="plus" /> {t('checkout.other_address')}
            </span>
          </Choice>
        </div>
      )}
      {errorOf('address') !== null && <p className="wrong">{t('checkout.address_gone')}</p>}
      <div className={`space-y-4 ${hasSaved ? 'hidden group-has-[[value=other]:checked]/address:block' : ''}`}>
        <AddressFields
          countries={countries}
          values={{ name: me.name, phone: me.phone ?? '', ...values }}
          errorOf={errorOf}
          required={isOther}
        />
        <label className="flex items-center gap-3">
          <input type="checkbox" name="keep_address" defaultChecked={values['keep_address'] !== undefined} />
          {t('checkout.keep_address')}
        </label>
      </div>
    </fieldset>
  )
}

type ChoiceProps = { value: string; preset: string; setOther: (isOther: boolean) => void; children: React.ReactNode }

function Choice({ value, preset, setOther, children }: ChoiceProps) {
  return (
    <label className="flex cursor-pointer items-start gap-3 rounded-xl border border-line p-4 has-checked:border-accent has-checked:bg-accent-tint">
      <input
        type="radio"
        name="saved"
        value={value}
        defaultChecked={value === preset}
        onChange={() => setOther(value === other)}
        className="mt-0.5"
      />
      <span className="min-w-0 break-words">{children}</span>
    </label>
  )
}
