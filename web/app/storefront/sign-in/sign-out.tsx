import { redirect, redirectDocument } from 'react-router'
import type { Route } from './+types/sign-out'
import { useT } from '../../parts/i18n/use.ts'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { Submit } from '../../ui/submit.tsx'

/** Signing out is a deed: an address alone never does it, but asks. */
export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ path, hasSession }) => {
    if (!hasSession) throw redirect(path('/'))
    return null
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, hasSession, noSessionCookie, path }) => {
    if (hasSession) await api.logout({ body: {} })
    return redirectDocument(path('/'), { headers: { 'Set-Cookie': noSessionCookie() } })
  })

/** Seen where signing out was refused, or asked for by an address. */
export default function SignOut() {
  const t = useT()
  return (
    <div className="mx-auto max-w-md space-y-5">
      <Title>{t('frame.sign_out')}</Title>
      <h1>{t('frame.sign_out')}</h1>
      <Post leaves reloadDocument className="space-y-4">
        <Submit>{t('frame.sign_out')}</Submit>
      </Post>
    </div>
  )
}
