import type { SavedAddress } from '@mortar/contract'
import { useNavigation } from 'react-router'
import { AddressFields, type Country } from '../../parts/address-fields.tsx'
import { failureIn, fieldErrors } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { Post } from '../../parts/post.tsx'
import { Submit } from '../../ui/submit.tsx'

type Props = {
  /** Left out: a new one. */
  saved?: SavedAddress
  countries: Country[]
  answer: unknown
}

/** Stands where the address stood, and has the keyboard when it comes. */
export function AddressForm({ saved, countries, answer }: Props) {
  const t = useT()
  const name = saved?.id ?? 'new'
  const failure = failureIn(answer, name)
  const busy = useNavigation().formMethod === 'POST'
  const title = t(saved === undefined ? 'addresses.add' : 'addresses.edit_title')
  return (
    <Post name={name} aria-label={title} className="card pad space-y-4">
      <h2 className="text-base">{title}</h2>
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
