import type { User } from '@mortar/contract'
import { redirect, redirectDocument, useNavigation } from 'react-router'
import type { Route } from './+types/profile'
import { choiceOf } from '../../parts/choice.server.ts'
import { Answer } from '../../parts/answer.tsx'
import { failureOf, fieldErrors } from '../../parts/failure.ts'
import { maybeText, textOf } from '../../parts/form.ts'
import { localeNames, locales, localized } from '../../parts/i18n/locales.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Submit } from '../../ui/submit.tsx'
import { PhoneField } from '../sign-in/phone-field.tsx'

export const loader = (args: Route.LoaderArgs) => page(args, async ({ api }) => ({ me: await api.get_me() }))

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, path }, form) => {
    const before = await api.get_me()
    const language = choiceOf(form, 'language', locales)
    const me = await api.update_me({
      body: { name: textOf(form, 'name'), phone: maybeText(form, 'phone') ?? null, language },
    })
    if (me.language === before.language) return redirect(path('/account?done=saved'))
    // Words come by language: another one is another load.
    return redirectDocument(localized('/account?done=saved', me.language))
  })

export default function Profile({ loaderData: { me }, actionData }: Route.ComponentProps) {
  const t = useT()
  const failure = failureOf(actionData)
  return (
    <div className="space-y-6">
      <Title>{t('account.title')}</Title>
      <Known me={me} />
      <Details me={me} failure={failure} />
    </div>
  )
}

/** What does not change here. */
function Known({ me }: { me: User }) {
  const t = useT()
  return (
    <dl className="card pad grid gap-4 sm:grid-cols-2">
      <div className="min-w-0">
        <dt className="text-sm text-soft">{t('register.username')}</dt>
        <dd className="font-medium break-words">{me.username}</dd>
      </div>
      <div className="min-w-0">
        <dt className="text-sm text-soft">{t('register.email')}</dt>
        <dd className="font-medium break-words">{me.email}</dd>
        <dd className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
          {me.email_verified ? (
            <span className="badge badge-good">
              <Icon name="check" /> {t('account.verified')}
            </span>
          ) : (
            <>
              <span className="badge badge-warn">{t('account.unverified')}</span>
              <A to="/verify" className="link">
                {t('account.verify')}
              </A>
            </>
          )}
          <A to="/account/security" className="link">
            {t('account.change_email')}
          </A>
        </dd>
      </div>
    </dl>
  )
}

function Details({ me, failure }: { me: User; failure: ReturnType<typeof failureOf> }) {
  const t = useT()
  const errorOf = fieldErrors(t, failure.problem)
  const { values = {} } = failure
  const busy = useNavigation().formMethod === 'POST'
  return (
    <Post className="card pad grid gap-4 sm:grid-cols-2">
      <h2 className="sm:col-span-2">{t('account.details')}</h2>
      <Answer unless={['form']} told="account.done" />
      <TextField
        label={t('register.name')}
        name="name"
        autoComplete="name"
        defaultValue={values['name'] ?? me.name}
        error={errorOf('name')}
        required
        maxLength={120}
        className="sm:col-span-2"
      />
      <PhoneField defaultValue={values['phone'] ?? me.phone ?? undefined} error={errorOf('phone')} />
      <SelectField
        label={t('account.language')}
        hint={t('account.language_hint')}
        name="language"
        defaultValue={values['language'] ?? me.language}
        error={errorOf('language')}
      >
        {locales.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {localeNames[locale]}
          </option>
        ))}
      </SelectField>
      <div className="sm:col-span-2">
        <Submit busy={busy}>{t('account.save')}</Submit>
      </div>
    </Post>
  )
}
