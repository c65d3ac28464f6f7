import { failureIn, fieldErrors } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { Post } from '../../parts/post.tsx'
import { Submit } from '../../ui/submit.tsx'
import { NewPasswordField } from '../sign-in/new-password-field.tsx'
import { OwnPassword, Part, useBusy, useDone } from './part.tsx'

const deed = 'change_password'

export function PasswordChange({ answer }: { answer: unknown }) {
  const t = useT()
  const failure = failureIn(answer, `password.${deed}`)
  const errorOf = fieldErrors(t, failure.problem)
  const isDone = useDone(deed)
  return (
    <Part id="password" title={t('sign_in.password')} deeds={[deed]}>
      <p className="text-soft">{t('security.password_text')}</p>
      {/* Closed again, and empty, when it is done. */}
      <details key={String(isDone)} open={failure.problem !== undefined}>
        <summary className="w-fit font-semibold">{t('security.change_password')}</summary>
        <Post name={`password.${deed}`} className="mt-4 max-w-md space-y-4">
          <OwnPassword failure={failure} />
          <NewPasswordField name="password_new" error={errorOf('new_password')} />
          <Submit busy={useBusy(deed)} name="deed" value={deed}>
            {t('security.change_password')}
          </Submit>
        </Post>
      </details>
    </Part>
  )
}
