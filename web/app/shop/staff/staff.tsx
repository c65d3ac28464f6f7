import type { Route } from './+types/staff'
import type { Invitation, StaffMember } from '@mortar/contract'
import { Answer } from '../../parts/answer.tsx'
import { choiceOf } from '../../parts/choice.server.ts'
import { done } from '../../parts/done.ts'
import { textOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { act, page, type Web } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { workOf } from './staff-form.ts'
import { Invite, OpenInvitations } from './staff-invitations.tsx'
import { Member } from './staff-member.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => {
    const { results, invitations } = await api.list_staff()
    return { members: results, invitations }
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const { deed, name, id } = await perform(web, form)
    return { ...done(form, `staff.done.${deed}`, { name }), id }
  })

type Deed = 'invite' | 'change' | 'remove' | 'withdraw'
/** What was done, to whom, and which invitation came of it. */
type Outcome = { deed: Deed; name: string; id?: string }

async function perform({ api }: Web, form: FormData): Promise<Outcome> {
  const deed = choiceOf(form, 'deed', ['invite', 'change', 'remove', 'withdraw'])
  const who = textOf(form, 'who')
  const name = textOf(form, 'name')
  if (deed === 'invite') {
    const { id, email } = await api.invite_staff({ body: { email: textOf(form, 'email'), ...workOf(form) } })
    return { deed, name: email, id }
  }
  if (deed === 'change') {
    const member = await api.update_staff({ params: { username: who }, body: workOf(form) })
    return { deed, name: member.name }
  }
  if (deed === 'remove') {
    await api.remove_staff({ params: { username: who } })
    return { deed, name }
  }
  await api.withdraw_invitation({ params: { id: who } })
  return { deed: 'withdraw', name }
}

/** Who is removed, or invited no more, takes the form along. */
const formsOf = (members: StaffMember[], invitations: Invitation[]): string[] => [
  'invite',
  ...members.flatMap(({ username }) => [`change.${username}`, `remove.${username}`]),
  ...invitations.map(({ id }) => `withdraw.${id}`),
]

export default function Staff({ loaderData: { members, invitations }, actionData }: Route.ComponentProps) {
  const t = useT()
  const invited = actionData !== undefined && 'id' in actionData ? actionData.id : undefined
  return (
    <div className="max-w-3xl">
      <Title>{t('staff.title')}</Title>
      <h1>{t('staff.title')}</h1>
      <p className="mt-1 mb-5 text-soft">{t('staff.lead')}</p>
      <div className="mb-4 empty:hidden">
        <Answer unless={formsOf(members, invitations)} />
      </div>
      <div className="space-y-8">
        <section aria-labelledby="members" className="space-y-3">
          <h2 id="members">{t('staff.members', { count: members.length })}</h2>
          {members.length === 0 ? (
            <Empty icon="people" title={t('staff.none')} text={t('staff.none_text')} />
          ) : (
            <ul className="space-y-3">
              {members.map((member) => (
                <Member key={member.username} member={member} answer={actionData} />
              ))}
            </ul>
          )}
        </section>
        <OpenInvitations invitations={invitations} />
        {/* What was typed goes with the invitation that came of it. */}
        <Invite key={invited ?? 'next'} answer={actionData} />
      </div>
    </div>
  )
}
