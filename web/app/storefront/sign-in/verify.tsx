import { redirect, useNavigation, useSearchParams } from 'react-router'
import type { Route } from './+types/verify'
import { Answer } from '../../parts/answer.tsx'
import { failureOf, fieldErrors } from '../../parts/failure.ts'
import { telling, textOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { meOrNull } from '../../parts/me.server.ts'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'
import { codeError, MailedCodeField } from './code-field.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async (web) => {
    const me = await meOrNull(web)
    const email = web.url.searchParams.get('email') ?? me?.email ?? ''
    const done = web.url.searchParams.get('done') === 'confirmed' || (me?.email_verified === true && me.email === email)
    return { email, done, isSignedIn: me !== null }
  })

/** A link of a mail opens here with its code filled in; it takes a person to press the button, never a link alone. */
export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, path }, form) => {
    const email = textOf(form, 'email')
    if (form.has('again')) {
      await api.resend_verification({ body: { email } })
      return redirect(telling(path('/verify'), `${new URLSearchParams({ email }).toString()}&done=sent`))
    }
    await api.verify_email({ body: { email, code: textOf(form, 'code') } })
    return redirect(path('/verify?done=confirmed'))
  })

export default function Verify({ loaderData, actionData }: Route.ComponentProps) {
  const t = useT()
  return (
    <div className="mx-auto max-w-md">
      <Title>{t('verify.title')}</Title>
      <h1 className="mb-5">{t('verify.title')}</h1>
      {loaderData.done ? (
        <Verified isSignedIn={loaderData.isSignedIn} />
      ) : (
        <Form email={loaderData.email} failure={failureOf(actionData)} />
      )}
    </div>
  )
}

function Verified({ isSignedIn }: { isSignedIn: boolean }) {
  const t = useT()
  return (
    <Empty icon="check" title={t('verify.done')} text={t('verify.done_text')}>
      <A to={isSignedIn ? '/account' : '/sign-in'} className="btn btn-main">
        {t(isSignedIn ? 'account.title' : 'sign_in.title')}
      </A>
      <A to="/" className="btn btn-calm">
        {t('frame.home')}
      </A>
    </Empty>
  )
}

/** Two buttons, one form: Enter presses the first, and the second asks for no code. */
function Form({ email, failure }: { email: string; failure: ReturnType<typeof failureOf> }) {
  const t = useT()
  const [params] = useSearchParams()
  const { formMethod, formData } = useNavigation()
  const errorOf = fieldErrors(t, failure.problem)
  const { values = {} } = failure
  const isAgain = formData?.has('again') === true
  return (
    <div className="card pad">
      <p className="mb-5 text-soft">{t('verify.lead')}</p>
      <Post className="space-y-4">
        {failure.problem?.code === 'rate_limited' && <p>{t('reset.kept_out')}</p>}
        <Answer unless={['form']} told="verify.told" />
        <TextField
          label={t('register.email')}
          name="email"
          type="email"
          autoComplete="email"
          defaultValue={values['email'] ?? email}
          error={errorOf('email')}
          required
          maxLength={254}
        />
        <MailedCodeField
          label={t('verify.code')}
          defaultValue={values['code'] ?? params.get('code') ?? undefined}
          error={codeError(t, failure)}
        />
        <Submit busy={formMethod === 'POST' && !isAgain} className="btn-main w-full">
          {t('verify.submit')}
        </Submit>
        <Submit busy={isAgain} name="again" value="1" formNoValidate className="btn-calm w-full">
          {t('verify.again')}
        </Submit>
      </Post>
    </div>
  )
}
