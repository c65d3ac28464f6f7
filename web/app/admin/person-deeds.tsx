import type { AdminUser, Problem } from '@mortar/contract'
import { useNavigation } from 'react-router'
import { useT } from '../parts/i18n/use.ts'
import { Post } from '../parts/link.tsx'
import { useFrame } from '../parts/person.ts'
import { Confirm } from '../ui/confirm.tsx'
import { TextField } from '../ui/field.tsx'
import { Submit } from '../ui/submit.tsx'
import { Refusal } from './refusal.tsx'

type Props = { user: AdminUser; problem: Problem | undefined }

/** What an admin may do with a person, by their state and role. Nobody keeps themselves out by a slip. */
export function PersonDeeds({ user, problem }: Props) {
  const isMe = useFrame().person?.username === user.username
  if (user.state === 'deleted') return null
  const blocked = user.state === 'blocked'
  return (
    <div className="space-y-3 border-t border-line pt-5">
      <div className="flex flex-wrap gap-2.5">
        {!blocked && !isMe && <Asked key="block" deed="block" user={user} problem={problem} withReason bad />}
        {blocked && <Asked key="unblock" deed="unblock" user={user} problem={problem} withReason />}
        {!blocked && user.role === 'customer' && <Asked key="admin" deed="make_admin" user={user} problem={problem} />}
        {!blocked && user.role === 'admin' && (
          <Asked key="customer" deed="make_customer" user={user} problem={problem} bad />
        )}
        {user.second_factor && !isMe && (
          <Asked key="factor" deed="reset_factor" user={user} problem={problem} withReason bad />
        )}
      </div>
      <Limits user={user} isMe={isMe} />
    </div>
  )
}

/** Why something is not offered here. */
function Limits({ user, isMe }: { user: AdminUser; isMe: boolean }) {
  const t = useT()
  const who = isMe ? 'me' : user.role
  if (who === 'customer' || who === 'admin') return null
  return <p className="text-sm text-soft">{t(`admin.limits.${who}`)}</p>
}

type Deed = 'block' | 'unblock' | 'make_admin' | 'make_customer' | 'reset_factor'

function Asked({ deed, user, problem, withReason, bad }: Props & { deed: Deed; withReason?: true; bad?: true }) {
  const t = useT()
  const busy = useNavigation().formMethod === 'POST'
  const label = t(`admin.deed.${deed}`)
  return (
    <Confirm
      label={label}
      className={bad ? 'btn-bad' : 'btn-calm'}
      title={`${label}: ${user.name}`}
      text={t(`admin.deed.${deed}_text`)}
      back={t('console.back')}
    >
      <Post className="space-y-4" preventScrollReset>
        <Refusal problem={problem} />
        <input type="hidden" name="deed" value={deed} />
        {withReason && (
          <TextField
            label={t('admin.reason')}
            hint={t('admin.reason_hint')}
            optional={t('form.optional')}
            name="reason"
            maxLength={500}
          />
        )}
        <Submit busy={busy} className={`${bad ? 'btn-bad' : 'btn-main'} w-full`}>
          {label}
        </Submit>
      </Post>
    </Confirm>
  )
}
