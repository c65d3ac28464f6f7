import { redirectDocument, useNavigation, useSearchParams } from 'react-router'
import type { Route } from './+types/sign-in'
import { failureOf } from '../parts/failure.ts'
import { ownPath, passwordOf, textOf } from '../parts/form.ts'
import { useT } from '../parts/i18n/use.ts'
import { A, Post } from '../parts/link.tsx'
import { act, page } from '../parts/page.server.ts'
import { homeOf } from '../parts/person.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { signIn } from '../parts/session.server.ts'
import { Title } from '../parts/title.tsx'
import { TextField } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Submit } from '../ui/submit.tsx'

export const loader = (args: Route.LoaderArgs) => page(args, async ({ isDemo }) => ({ isDemo }))

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const { user, cookies } = await signIn(web, args.request, textOf(form, 'login'), passwordOf(form))
    const next = ownPath(web.url.searchParams.get('next')) ?? web.path(homeOf(user.role))
    // A new person, a new page: nothing of the stranger's stays in memory.
    return redirectDocument(next, { headers: cookies })
  })

export default function SignIn({ actionData, loaderData: { isDemo } }: Route.ComponentProps) {
  const t = useT()
  const { problem, values = {} } = failureOf(actionData)
  const busy = useNavigation().formMethod === 'POST'
  const [params] = useSearchParams()
  const next = params.get('next')
  return (
    <div className="mx-auto max-w-md space-y-5">
      <Title>{t('sign_in.title')}</Title>
      {next !== null && <Notice>{t('sign_in.first')}</Notice>}
      <div className="card pad">
        <h1 className="mb-5">{t('sign_in.title')}</h1>
        <Post className="space-y-4">
          <ProblemNotice problem={problem} />
          <TextField
            label={t('sign_in.login')}
            name="login"
            defaultValue={values['login']}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={254}
          />
          <TextField
            label={t('sign_in.password')}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            maxLength={200}
          />
          <Submit busy={busy} className="btn-main w-full">
            {t('sign_in.submit')}
          </Submit>
        </Post>
        <p className="mt-5 text-soft">
          {t('sign_in.new')}{' '}
          <A to={`/register${next === null ? '' : `?next=${encodeURIComponent(next)}`}`} className="link">
            {t('sign_in.register')}
          </A>
        </p>
      </div>
      {isDemo && <p className="text-center text-sm text-soft">{t('sign_in.demo')}</p>}
    </div>
  )
}
