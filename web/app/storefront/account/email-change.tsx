import { useSearchParams } from 'react-router'
import { failureIn, fieldErrors, type Failed } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { Post } from '../../parts/post.tsx'
import { TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'
import { CodeField } from '../sign-in/code-field.tsx'
import { OwnPassword, Part, useBusy } from './part.tsx'

/** In two steps: the page's address names the second, so that it is still there after a look into the mail. */
export function EmailChange({ email, answer }: { email: string; answer: unknown }) {
  const t = useT()
  const [params] = useSearchParams()
  const to = params.get('to')
  return (
    <Part id="email" title={t('register.email')} deeds={[to === null ? 'change_email' : 'confirm_email']}>
      <p className="break-words">{email}</p>
      {to === null ? (
        <Ask key={email} failure={failureIn(answer, 'email.change_email')} />
      ) : (
        <Prove email={email} to={to} failure={failureIn(answer, 'email.confirm_email')} />
      )}
    </Part>
  )
}

function Ask({ failure }: { failure: Partial<Failed> }) {
  const t = useT()
  const errorOf = fieldErrors(t, failure.problem)
  return (
    <details open={failure.problem !== undefined}>
      <summary className="w-fit font-semibold">{t('security.change_email')}</summary>
      <Post name="email.change_email" className="mt-4 max-w-md space-y-4">
        <p className="text-soft">{t('security.email_text')}</p>
        <TextField
          label={t('security.new_email')}
          name="email"
          type="email"
          autoComplete="email"
          defaultValue={failure.values?.['email']}
          error={errorOf('email')}
          required
          maxLength={254}
        />
        <OwnPassword failure={failure} />
        <Submit busy={useBusy('change_email')} name="deed" value="change_email">
          {t('security.send_codes')}
        </Submit>
      </Post>
      <p className="mt-4">
        <A to="/account/security?to=#email" className="link">
          {t('security.have_codes')}
        </A>
      </p>
    </details>
  )
}

function Prove({ email, to, failure }: { email: string; to: string; failure: Partial<Failed> }) {
  const t = useT()
  const errorOf = fieldErrors(t, failure.problem)
  const { values = {} } = failure
  return (
    <Post name="email.confirm_email" className="max-w-md space-y-4">
      <CodeField
        label={t('security.code_to', { email })}
        name="old_code"
        defaultValue={values['old_code']}
        error={errorOf('old_code')}
      />
      <CodeField
        label={to === '' ? t('security.code_new') : t('security.code_to', { email: to })}
        name="new_code"
        defaultValue={values['new_code']}
        error={errorOf('new_code')}
      />
      <div className="flex flex-wrap gap-3">
        <Submit busy={useBusy('confirm_email')} name="deed" value="confirm_email">
          {t('security.change_email')}
        </Submit>
        <A to="/account/security#email" className="btn btn-calm">
          {t('account.back')}
        </A>
      </div>
    </Post>
  )
}
