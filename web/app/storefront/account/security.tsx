import type { Route } from './+types/security'
import { useT } from '../../parts/i18n/use.ts'
import { pageOf } from '../../parts/list-pages.tsx'
import { act, page } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Devices } from './devices.tsx'
import { EmailChange } from './email-change.tsx'
import { PasswordChange } from './password-change.tsx'
import { SecondFactor } from './second-factor.tsx'
import { secure } from './security.server.ts'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const [me, factor, sessions] = await Promise.all([
      api.get_me(),
      api.second_factor(),
      api.list_sessions({ query: { page: pageOf(url.searchParams), page_size: 10 } }),
    ])
    return { email: me.email, factor, sessions }
  })

export const action = (args: Route.ActionArgs) => act(args, secure)

export default function Security({ loaderData: { email, factor, sessions }, actionData }: Route.ComponentProps) {
  return (
    <div className="space-y-6">
      <Title>{useT()('security.title')}</Title>
      <PasswordChange answer={actionData} />
      <EmailChange email={email} answer={actionData} />
      <SecondFactor email={email} factor={factor} answer={actionData} />
      <Devices sessions={sessions} />
    </div>
  )
}
