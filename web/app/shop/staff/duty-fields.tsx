import type { Duty } from '@mortar/contract'
import { useId, useState } from 'react'
import { useT } from '../../parts/i18n/use.ts'
import { TextField } from '../../ui/field.tsx'
import { duties } from './staff-form.ts'

type Work = { duties: readonly Duty[]; registration_number: string | null }
type Props = {
  work: Work
  /** What a form that was refused said. */
  typed: Record<string, string> | undefined
  errorOf: (field: string) => string | null
}

/** What someone may do, with the number a pharmacist must have; before scripts have come, styles show it at the right time. */
export function DutyFields({ work, typed, errorOf }: Props) {
  const t = useT()
  const id = useId()
  const isChosen = (duty: Duty) => (typed === undefined ? work.duties.includes(duty) : duty in typed)
  const [isPharmacist, setPharmacist] = useState(isChosen('pharmacist'))
  return (
    <fieldset className="group/duties">
      <legend className="label">{t('staff.duties')}</legend>
      <p id={`${id}-none`} className="hint mb-2">
        {t('staff.duties_hint')}
      </p>
      <ul className="space-y-1">
        {duties.map((duty) => (
          <li key={duty} className="flex gap-3 py-1">
            <input
              type="checkbox"
              id={`${id}-${duty}`}
              name={duty}
              defaultChecked={isChosen(duty)}
              aria-describedby={`${id}-${duty}-text`}
              onChange={duty === 'pharmacist' ? (event) => setPharmacist(event.currentTarget.checked) : undefined}
              className="mt-0.5"
            />
            <div>
              <label htmlFor={`${id}-${duty}`} className="font-medium">
                {t(`staff.duty.${duty}`)}
              </label>
              <p id={`${id}-${duty}-text`} className="text-sm text-soft">
                {t(`staff.duty.${duty}_text`)}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <TextField
        label={t('staff.number')}
        hint={t('staff.number_hint')}
        name="registration_number"
        defaultValue={typed?.['registration_number'] ?? work.registration_number ?? ''}
        error={errorOf('registration_number') === null ? null : t('staff.number_needed')}
        required={isPharmacist}
        maxLength={60}
        autoComplete="off"
        className="mt-3 hidden max-w-sm group-has-[[name=pharmacist]:checked]/duties:block"
      />
    </fieldset>
  )
}
