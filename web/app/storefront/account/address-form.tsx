import type { SavedAddress } from '@mortar/contract'
import { useNavigation } from 'react-router'
import { AddressFields, type Country } from '../../parts/address-fields.tsx'
import { fieldErrors, type Failed } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A, Post } from '../../parts/link.tsx'
import { Submit } from '../../ui/submit.tsx'
import { Refused } from '../refused.tsx'

type Props = {
  /** Left out: a new one. */
  saved?: SavedAddress
  countries: Country[]
  failure: Partial<Failed>
}

/** Stands where the address stood, and has the keyboard when it comes. */
export function AddressForm({ saved, countries, failure }: Props) {
  const t = useT()
  const busy = useNavigation().formMethod === 'POST'
  const title = t(saved === undefined ? 'addresses.add' : 'addresses.edit_title')
  return (
    <Post aria-label={title} className="card pad space-y-4">
      <h2 className="text-base">{title}</h2>
      <Refused failure={failure} />
      {saved !== undefined && <input type="hidden" name="id" value={saved.id} />}
      <AddressFields
        countries={countries}
        values={{ ...saved?.address, ...failure.values }}
        errorOf={fieldErrors(t, failure.problem)}
        focused
      />
      {saved?.is_default !== true && (
        <label className="flex items-center gap-3">
          <input type="checkbox" name="is_default" defaultChecked={failure.values?.['is_default'] !== undefined} />
          {t('addresses.is_default')}
        </label>
      )}
      <div className="flex flex-wrap gap-3">
        <Submit busy={busy} name="deed" value="save">
          {t('account.save')}
        </Submit>
        <A to="/account/addresses" preventScrollReset className="btn btn-calm">
          {t('account.back')}
        </A>
      </div>
    </Post>
  )
}
