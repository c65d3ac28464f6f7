import { redirect, useNavigation, useSearchParams } from 'react-router'
import type { Route } from './+types/forgot'
import { failureOf, fieldErrors } from '../../parts/failure.ts'
import { textOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { act } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'

/** Goes on the same way whether or not there is such a person. */
export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, path }, form) => {
    const email = textOf(form, 'email')
    await api.forgot_password({ body: { email } })
    return redirect(path(`/reset?${new URLSearchParams({ email }).toString()}&sent`))
  })

export default function Forgot({ actionData }: Route.ComponentProps) {
  const t = useT()
  const failure = failureOf(actionData)
  const errorOf = fieldErrors(t, failure.problem)
  const busy = useNavigation().formMethod === 'POST'
  const [params] = useSearchParams()
  return (
    <div className="mx-auto max-w-md">
      <Title>{t('forgot.title')}</Title>
      <div className="card pad">
        <h1 className="mb-1">{t('forgot.title')}</h1>
        <p className="mb-5 text-soft">{t('forgot.lead')}</p>
        <Post leaves className="space-y-4">
          <TextField
            label={t('register.email')}
            name="email"
            type="email"
            autoComplete="email"
            defaultValue={failure.values?.['email'] ?? params.get('email') ?? undefined}
            error={errorOf('email')}
            required
            maxLength={254}
          />
          <Submit busy={busy} className="btn-main w-full">
            {t('forgot.submit')}
          </Submit>
        </Post>
        <p className="mt-5">
          <A to="/sign-in" className="link">
            {t('forgot.back')}
          </A>
        </p>
      </div>
    </div>
  )
}
