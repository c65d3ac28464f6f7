import type { Invitation } from '@mortar/contract'
import { useNavigation } from 'react-router'
import { Instant } from '../../parts/dates.tsx'
import { failureIn, fieldErrors } from '../../parts/failure.ts'
import { Post } from '../../parts/post.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'
import { DutyBadges } from './duty-badges.tsx'
import { DutyFields } from './duty-fields.tsx'

/** Asks someone to work here. Whoever has no account yet makes one from the mail. */
export function Invite({ answer }: { answer: unknown }) {
  const t = useT()
  const busy = useNavigation().formData?.get('deed') === 'invite'
  const { problem, values } = failureIn(answer, 'invite')
  const errorOf = fieldErrors(t, problem)
  return (
    <section className="card pad" aria-labelledby="invite">
      <h2 id="invite">{t('staff.invite')}</h2>
      <p className="mt-1 mb-4 text-soft">{t('staff.invite_text')}</p>
      <Post name="invite" words="staff.refused" className="space-y-4">
        <input type="hidden" name="deed" value="invite" />
        <TextField
          label={t('staff.email')}
          name="email"
          type="email"
          required
          maxLength={254}
          autoComplete="off"
          defaultValue={values?.['email'] ?? ''}
          error={errorOf('email')}
          className="max-w-md"
        />
        <DutyFields work={{ duties: [], registration_number: null }} typed={values} errorOf={errorOf} />
        <Submit busy={busy}>{t('staff.send')}</Submit>
      </Post>
    </section>
  )
}

export function OpenInvitations({ invitations }: { invitations: Invitation[] }) {
  const t = useT()
  if (invitations.length === 0) return null
  return (
    <section aria-labelledby="open">
      <h2 id="open" className="mb-3">
        {t('staff.open')}
      </h2>
      <ul className="space-y-3">
        {invitations.map((one) => (
          <Open key={one.id} invitation={one} />
        ))}
      </ul>
    </section>
  )
}

function Open({ invitation: { id, email, duties, registration_number, expires_at } }: { invitation: Invitation }) {
  const t = useT()
  const busy = useNavigation().formData?.get('who') === id
  return (
    <li className="card flex flex-wrap items-start justify-between gap-x-6 gap-y-3 p-4 sm:p-5">
      <div className="min-w-0">
        <h3 className="text-base wrap-anywhere">{email}</h3>
        <DutyBadges duties={duties} />
        {registration_number !== null && (
          <p className="mt-2 text-sm">{t('staff.number_is', { number: registration_number })}</p>
        )}
        <p className="mt-2 text-sm text-soft">
          {t('staff.expires')} <Instant at={expires_at} />
        </p>
      </div>
      <Post name={`withdraw.${id}`} className="space-y-3">
        <input type="hidden" name="deed" value="withdraw" />
        <input type="hidden" name="who" value={id} />
        <input type="hidden" name="name" value={email} />
        <Submit busy={busy} className="btn-calm btn-small" aria-label={t('staff.withdraw_of', { email })}>
          {t('staff.withdraw')}
        </Submit>
      </Post>
    </li>
  )
}
