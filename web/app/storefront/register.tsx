import { redirectDocument, useNavigation } from 'react-router'
import type { Route } from './+types/register'
import { failureOf, fieldErrors } from '../parts/failure.ts'
import { ownPath } from '../parts/form.ts'
import { useT } from '../parts/i18n/use.ts'
import { A, Post } from '../parts/link.tsx'
import { act } from '../parts/page.server.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { signIn } from '../parts/session.server.ts'
import { Title } from '../parts/title.tsx'
import { TextField } from '../ui/field.tsx'
import { Submit } from '../ui/submit.tsx'
import { PersonFields, personOf } from './person-fields.tsx'

/** Registers and signs in: nobody should have to type what was typed a moment ago. */
export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const body = personOf(form)
    await web.api.create_customer({ body })
    const { cookies } = await signIn(web, args.request, body.username, body.password)
    return redirectDocument(ownPath(web.url.searchParams.get('next')) ?? web.path('/'), { headers: cookies })
  })

export default function Register({ actionData }: Route.ComponentProps) {
  const t = useT()
  const { problem, values = {} } = failureOf(actionData)
  const errorOf = fieldErrors(t, problem)
  const busy = useNavigation().formMethod === 'POST'
  return (
    <div className="mx-auto max-w-xl">
      <Title>{t('register.title')}</Title>
      <div className="card pad">
        <h1 className="mb-1">{t('register.title')}</h1>
        <p className="mb-5 text-soft">{t('register.lead')}</p>
        <Post className="space-y-4">
          <ProblemNotice problem={problem} />
          <PersonFields values={values} errorOf={errorOf} />
          <TextField
            label={t('address.phone')}
            optional={t('form.optional')}
            hint={t('form.phone_hint')}
            name="phone"
            type="tel"
            autoComplete="tel"
            defaultValue={values['phone']}
            error={errorOf('phone')}
            maxLength={24}
          />
          <Submit busy={busy} className="btn-main w-full">
            {t('register.submit')}
          </Submit>
        </Post>
        <p className="mt-5 text-soft">
          {t('register.shopkeeper')}{' '}
          <A to="/register/shop" className="link">
            {t('register.open_shop')}
          </A>
        </p>
      </div>
    </div>
  )
}
