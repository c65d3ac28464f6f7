import { redirect, useNavigation, useSearchParams } from 'react-router'
import type { Route } from './+types/reset'
import { keepDevice } from '../../parts/cookies.server.ts'
import { failureOf, fieldErrors } from '../../parts/failure.ts'
import { passwordOf, textOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { act } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Submit } from '../../ui/submit.tsx'
import { codeError, MailedCodeField } from './code-field.tsx'
import { NewPasswordField } from './new-password-field.tsx'

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const body = { email: textOf(form, 'email'), code: textOf(form, 'code'), password: passwordOf(form) }
    // The device is known from now on: its owner gets in, however hard strangers guess.
    const { device_token } = await web.api.reset_password({ body })
    return redirect(web.path('/sign-in?reset'), { headers: { 'Set-Cookie': keepDevice(web, device_token) } })
  })

export default function Reset({ actionData }: Route.ComponentProps) {
  const t = useT()
  const failure = failureOf(actionData)
  const { problem, values = {} } = failure
  const errorOf = fieldErrors(t, problem)
  const busy = useNavigation().formMethod === 'POST'
  const [params] = useSearchParams()
  const given = (name: string) => values[name] ?? params.get(name) ?? undefined
  return (
    <div className="mx-auto max-w-md space-y-5">
      <Title>{t('reset.title')}</Title>
      {problem === undefined && params.has('sent') && (
        <Notice title={t('reset.sent')} announce="status">
          {t('reset.sent_text')}
        </Notice>
      )}
      <div className="card pad">
        <h1 className="mb-5">{t('reset.title')}</h1>
        <Post leaves className="space-y-4">
          {problem?.code === 'rate_limited' && <p>{t('reset.kept_out')}</p>}
          <TextField
            label={t('register.email')}
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={given('email')}
            error={errorOf('email')}
            required
            maxLength={254}
          />
          <MailedCodeField label={t('verify.code')} defaultValue={given('code')} error={codeError(t, failure)} />
          <NewPasswordField name="password" error={errorOf('password')} />
          <Submit busy={busy} className="btn-main w-full">
            {t('reset.submit')}
          </Submit>
        </Post>
        <p className="mt-5">
          <A to={`/forgot?${new URLSearchParams({ email: given('email') ?? '' }).toString()}`} className="link">
            {t('reset.again')}
          </A>
        </p>
      </div>
    </div>
  )
}
