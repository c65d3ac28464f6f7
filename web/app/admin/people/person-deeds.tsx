import type { AdminUser } from '@mortar/contract'
import { useNavigation } from 'react-router'
import { useIsAnswered } from '../../parts/answer.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { useFrame } from '../../parts/person.ts'
import { Post } from '../../parts/post.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'

type Deed = 'block' | 'unblock' | 'make_admin' | 'make_customer' | 'reset_factor'
const bad: Partial<Record<Deed, true>> = { block: true, make_customer: true, reset_factor: true }
const withReason: Partial<Record<Deed, true>> = { block: true, unblock: true, reset_factor: true }

/** What an admin may do with a person, by their state and roles. Nobody keeps themselves out by a slip. */
export function useDeedsFor(user: AdminUser): Deed[] {
  const isMe = useFrame().person?.username === user.username
  if (user.state === 'deleted') return []
  const blocked = user.state === 'blocked'
  const isAdmin = user.grants.some(({ role }) => role === 'admin')
  const asked: Record<Deed, boolean> = {
    block: !blocked && !isMe,
    unblock: blocked,
    make_admin: !blocked && !isAdmin,
    make_customer: !blocked && isAdmin,
    reset_factor: user.second_factor && !isMe,
  }
  return (Object.keys(asked) as Deed[]).filter((deed) => asked[deed])
}

export function PersonDeeds({ user }: { user: AdminUser }) {
  const deeds = useDeedsFor(user)
  const isMe = useFrame().person?.username === user.username
  if (user.state === 'deleted') return null
  return (
    <div className="space-y-3 border-t border-line pt-5">
      <div className="flex flex-wrap gap-2.5">
        {deeds.map((deed) => (
          <Asked key={deed} deed={deed} user={user} />
        ))}
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

function Asked({ deed, user }: { deed: Deed; user: AdminUser }) {
  const t = useT()
  const busy = useNavigation().formMethod === 'POST'
  const label = t(`admin.deed.${deed}`)
  return (
    <Confirm
      label={label}
      className={bad[deed] ? 'btn-bad' : 'btn-calm'}
      title={`${label}: ${user.name}`}
      text={t(`admin.deed.${deed}_text`)}
      back={t('console.back')}
      isOpen={useIsAnswered(deed)}
    >
      <Post name={deed} words="admin.refused" className="space-y-4">
        <input type="hidden" name="deed" value={deed} />
        {withReason[deed] && (
          <TextField
            label={t('admin.reason')}
            hint={t('admin.reason_hint')}
            optional={t('form.optional')}
            name="reason"
            maxLength={500}
          />
        )}
        <Submit busy={busy} className={`${bad[deed] ? 'btn-bad' : 'btn-main'} w-full`}>
          {label}
        </Submit>
      </Post>
    </Confirm>
  )
}
