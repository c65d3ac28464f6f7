import { redirectDocument, useNavigation, useSearchParams } from 'react-router'
import type { Route } from './+types/sign-in'
import { Answer } from '../../parts/answer.tsx'
import { failureOf } from '../../parts/failure.ts'
import { maybeText, ownPath, passwordOf, textOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { act, page } from '../../parts/page.server.ts'
import { homeOf } from '../../parts/person.ts'
import { Post } from '../../parts/post.tsx'
import { signIn } from '../../parts/session.server.ts'
import { Title } from '../../parts/title.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Submit } from '../../ui/submit.tsx'
import { codeError, CodeField } from './code-field.tsx'

export const loader = (args: Route.LoaderArgs) => page(args, async ({ isDemo }) => ({ isDemo }))

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    // Without a code the API mails another.
    const code = form.has('again') ? undefined : maybeText(form, 'code')
    const credentials = { login: textOf(form, 'login'), password: passwordOf(form), code }
    const { user, cookies } = await signIn(web, args.request, credentials)
    const next = ownPath(web.url.searchParams.get('next')) ?? web.path(homeOf(user.role))
    // A new person, a new page: nothing of the stranger's stays in memory.
    return redirectDocument(next, { headers: cookies })
  })

export default function SignIn({ actionData, loaderData: { isDemo } }: Route.ComponentProps) {
  const t = useT()
  const failure = failureOf(actionData)
  const busy = useNavigation().formMethod === 'POST'
  const [params] = useSearchParams()
  const next = params.get('next')
  return (
    <div className="mx-auto max-w-md space-y-5">
      <Title>{t('sign_in.title')}</Title>
      <News />
      <div className="card pad">
        <h1 className="mb-5">{t('sign_in.title')}</h1>
        <Post leaves silent className="space-y-4">
          <Answered failure={failure} />
          <TextField
            label={t('sign_in.login')}
            name="login"
            defaultValue={failure.values?.['login']}
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
          {wantsCode(failure) && <SecondCode failure={failure} />}
          <Submit busy={busy} className="btn-main w-full">
            {t('sign_in.submit')}
          </Submit>
          {wantsCode(failure) && isMailed(failure) && (
            <Submit busy={busy} name="again" value="1" formNoValidate className="btn-calm w-full">
              {t('sign_in.again')}
            </Submit>
          )}
        </Post>
        <p className="mt-5">
          <A to="/forgot" className="link">
            {t('sign_in.forgot')}
          </A>
        </p>
        <p className="mt-2 text-soft">
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

/** Why somebody is here who did not ask for it. */
function News() {
  const t = useT()
  const [params] = useSearchParams()
  if (params.has('reset')) return <Notice tone="good">{t('sign_in.reset')}</Notice>
  if (params.has('ended')) return <Notice tone="good">{t('sign_in.ended')}</Notice>
  return params.has('next') ? <Notice>{t('sign_in.first')}</Notice> : null
}

type Failure = ReturnType<typeof failureOf>

/** Once a code was asked for it stays: a mistyped password is no reason to forget that. */
const wantsCode = ({ problem, values }: Failure) =>
  problem?.code === 'two_factor_required' || values?.['code'] !== undefined

/** Where the code is stands in the API's first answer; the form remembers it from then on. */
const isMailed = ({ problem, values }: Failure) =>
  problem?.errors?.some(({ code }) => code === 'mailed') === true || values?.['mailed'] !== undefined

/** That a code is needed is no fault of anybody's: it is said calmly, and the code's field has the keyboard. */
function Answered({ failure }: { failure: Failure }) {
  const t = useT()
  const { problem } = failure
  if (problem?.code === 'rate_limited') return <KeptOut />
  if (problem?.code !== 'two_factor_required') return <Answer />
  return (
    <Notice announce="status">
      <p>{t(isMailed(failure) ? 'sign_in.mail' : 'sign_in.app')}</p>
      {/* A password is never sent back: without a script its field is empty again. */}
      <noscript>{t('sign_in.password_again')}</noscript>
    </Notice>
  )
}

/** Strangers can use up the tries of an account on devices it does not know: the mail is the way in. */
function KeptOut() {
  const t = useT()
  return (
    <>
      <Answer />
      <p>
        {t('sign_in.kept_out')}{' '}
        <A to="/forgot" className="link">
          {t('reset.title')}
        </A>
      </p>
    </>
  )
}

function SecondCode({ failure }: { failure: Failure }) {
  const t = useT()
  return (
    <>
      <CodeField
        label={t('sign_in.code')}
        hint={t('sign_in.code_hint')}
        error={codeError(t, failure)}
        withLetters
        focused
      />
      {isMailed(failure) && <input type="hidden" name="mailed" value="1" />}
    </>
  )
}
