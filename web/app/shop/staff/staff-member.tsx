import type { StaffMember } from '@mortar/contract'
import type { ReactNode } from 'react'
import { useNavigation } from 'react-router'
import { useIsAnswered } from '../../parts/answer.tsx'
import { Instant } from '../../parts/dates.tsx'
import { failureIn, fieldErrors } from '../../parts/failure.ts'
import { Post } from '../../parts/post.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Submit } from '../../ui/submit.tsx'
import { DutyBadges } from './duty-badges.tsx'
import { DutyFields } from './duty-fields.tsx'

type Props = { member: StaffMember; answer: unknown }

export function Member({ member, answer }: Props) {
  const t = useT()
  return (
    <li className="card p-4 sm:p-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h3>{member.name}</h3>
          <p className="mt-0.5 text-sm wrap-anywhere text-soft">
            <span className="font-mono">{member.username}</span> · {member.email}
          </p>
          <DutyBadges duties={member.duties} />
          {member.registration_number !== null && (
            <p className="mt-2 text-sm">{t('staff.number_is', { number: member.registration_number })}</p>
          )}
        </div>
        <dl className="w-full space-y-0.5 text-sm sm:w-auto">
          <Line label={t('staff.last_activity')}>
            {member.last_activity === null ? t('staff.never') : <Instant at={member.last_activity} />}
          </Line>
          <Line label={t('staff.joined')}>
            <Instant at={member.joined_at} />
          </Line>
        </dl>
      </div>
      <div className="mt-4 flex flex-wrap items-start gap-2.5 border-t border-line pt-4">
        <Change key={`${member.duties.join()} ${member.registration_number}`} member={member} answer={answer} />
        <Remove member={member} />
      </div>
    </li>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4">
      <dt className="text-soft">{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Change({ member, answer }: Props) {
  const t = useT()
  const name = `change.${member.username}`
  const { problem, values } = failureIn(answer, name)
  return (
    <details className="min-w-0 open:w-full" open={useIsAnswered(name)}>
      <summary className="btn btn-calm btn-small" aria-label={t('staff.change_of', { name: member.name })}>
        {t('staff.change')}
      </summary>
      <Post name={name} className="mt-4 space-y-4">
        <input type="hidden" name="deed" value="change" />
        <input type="hidden" name="who" value={member.username} />
        <DutyFields work={member} typed={values} errorOf={fieldErrors(t, problem)} />
        <Submit busy={useBusy(member.username)} className="btn-main btn-small">
          {t('console.save')}
        </Submit>
      </Post>
    </details>
  )
}

function Remove({ member }: Pick<Props, 'member'>) {
  const t = useT()
  const name = `remove.${member.username}`
  return (
    <Confirm
      label={t('staff.remove')}
      className="btn-bad ml-auto"
      title={t('staff.remove_title', { name: member.name })}
      text={t('staff.remove_text')}
      back={t('console.back')}
      isOpen={useIsAnswered(name)}
    >
      <Post name={name} className="space-y-4">
        <input type="hidden" name="deed" value="remove" />
        <input type="hidden" name="who" value={member.username} />
        <input type="hidden" name="name" value={member.name} />
        <Submit busy={useBusy(member.username)} className="btn-bad w-full">
          {t('staff.remove')}
        </Submit>
      </Post>
    </Confirm>
  )
}

const useBusy = (username: string) => useNavigation().formData?.get('who') === username
