import { fieldErrors } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { Submit } from '../../ui/submit.tsx'
import { NewPasswordField } from '../new-password-field.tsx'
import { Refused } from '../refused.tsx'
import { failureIn, OwnPassword, Part, PartForm, useBusy, useDone } from './part.tsx'

const deed = 'change_password'

export function PasswordChange({ answer }: { answer: unknown }) {
  const t = useT()
  const failure = failureIn(answer, deed)
  const errorOf = fieldErrors(t, failure.problem)
  const isDone = useDone('password')
  return (
    <Part id="password" title={t('sign_in.password')} {...(isDone && { done: t('security.password_done') })}>
      <p className="text-soft">{t('security.password_text')}</p>
      {/* Closed again, and empty, when it is done. */}
      <details key={String(isDone)} open={failure.problem !== undefined}>
        <summary className="w-fit font-semibold">{t('security.change_password')}</summary>
        <PartForm part="password" className="mt-4 max-w-md space-y-4">
          <Refused failure={failure} />
          <OwnPassword failure={failure} />
          <NewPasswordField name="password_new" error={errorOf('new_password')} />
          <Submit busy={useBusy(deed)} name="deed" value={deed}>
            {t('security.change_password')}
          </Submit>
        </PartForm>
      </details>
    </Part>
  )
}
