import type { FactorMethod } from '@mortar/contract'
import type { Failed } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { Post } from '../../parts/post.tsx'
import { Submit } from '../../ui/submit.tsx'
import { codeError, CodeField } from '../sign-in/code-field.tsx'
import { useBusy } from './part.tsx'

export type Enrolment = {
  method: FactorMethod
  secret: string | null
  otpauth_url: string | null
  qr_svg: string | null
}
type Props = { email: string; enrolment: Enrolment | undefined; failure: Partial<Failed> }

/** Proves that the app counts, or that the mail arrives, before anything depends on it. */
export function FirstCode({ email, enrolment, failure }: Props) {
  const t = useT()
  return (
    <>
      {enrolment?.secret != null && <Secret {...enrolment} secret={enrolment.secret} />}
      {enrolment?.method === 'mail' && <p>{t('security.mailed', { email })}</p>}
      <Post name="factor.confirm_factor" className="max-w-md space-y-4">
        <CodeField label={t('security.first_code')} error={codeError(t, failure)} focused />
        <div className="flex flex-wrap gap-3">
          <Submit busy={useBusy('confirm_factor')} name="deed" value="confirm_factor">
            {t('security.turn_on')}
          </Submit>
          <A to="/account/security" preventScrollReset className="btn btn-calm">
            {t('account.back')}
          </A>
        </div>
      </Post>
    </>
  )
}

/** The picture for another device's camera, a link for an app on this one, and the text for everything else. */
function Secret({ secret, otpauth_url, qr_svg }: Enrolment & { secret: string }) {
  const t = useT()
  return (
    <div className="flex flex-wrap items-center gap-6">
      {qr_svg !== null && (
        // Readers want dark on light, whatever the page looks like.
        <img
          src={`data:image/svg+xml,${encodeURIComponent(qr_svg)}`}
          alt={t('security.qr')}
          width={192}
          height={192}
          className="rounded-xl border border-line bg-[white]"
        />
      )}
      <div className="min-w-60 flex-1 space-y-3">
        <p>{t('security.scan')}</p>
        {otpauth_url !== null && (
          <p>
            <a href={otpauth_url} className="link">
              {t('security.open_app')}
            </a>
          </p>
        )}
        <p className="text-soft">{t('security.type_secret')}</p>
        <p className="font-mono text-lg break-words select-all">{secret.match(/.{1,4}/g)?.join(' ')}</p>
      </div>
    </div>
  )
}
