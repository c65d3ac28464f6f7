import { useNavigation } from 'react-router'
import type { Route } from './+types/register'
import { failureOf, fieldErrors } from '../../parts/failure.ts'
import { ownPath, telling } from '../../parts/form.ts'
import { localeOf } from '../../parts/i18n/locales.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { act } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { enter } from '../../parts/session.server.ts'
import { Title } from '../../parts/title.tsx'
import { Submit } from '../../ui/submit.tsx'
import { PersonFields, personOf } from './person-fields.tsx'
import { PhoneField } from './phone-field.tsx'

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const body = { ...personOf(form), language: localeOf(web.url.pathname) }
    await web.api.create_customer({ body })
    const next = ownPath(web.url.searchParams.get('next')) ?? web.path('/')
    return enter(web, args.request, { login: body.username, password: body.password }, telling(next, 'registered'))
  })

export default function Register({ actionData }: Route.ComponentProps) {
  const t = useT()
  const failure = failureOf(actionData)
  const { problem, values = {} } = failure
  const errorOf = fieldErrors(t, problem)
  const busy = useNavigation().formMethod === 'POST'
  return (
    <div className="mx-auto max-w-xl">
      <Title description={t('register.description')}>{t('register.title')}</Title>
      <div className="card pad">
        <h1 className="mb-1">{t('register.title')}</h1>
        <p className="mb-5 text-soft">{t('register.lead')}</p>
        <Post leaves className="space-y-4">
          <PersonFields values={values} errorOf={errorOf} />
          <PhoneField defaultValue={values['phone']} error={errorOf('phone')} />
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
