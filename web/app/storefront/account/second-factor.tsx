import type { FactorMethod } from '@mortar/contract'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Instant } from '../../parts/dates.tsx'
import { failureIn } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { Post } from '../../parts/post.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Submit } from '../../ui/submit.tsx'
import { FirstCode, type Enrolment } from './first-code.tsx'
import { OwnPassword, Part, useBusy } from './part.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type Factor = { method: FactorMethod | null; since: string | null; recovery_codes_left: number; is_required: boolean }
/** What the page's forms may answer, besides refusals. */
type Shown = { enrolment?: Enrolment; recovery_codes?: string[] }
type Props = { email: string; factor: Factor; answer: unknown }

export function SecondFactor({ email, factor, answer }: Props) {
  const t = useT()
  const { recovery_codes, enrolment } = shownBy(answer)
  const refused = failureIn(answer, 'factor.confirm_factor')
  const known = useKept(enrolment)
  const hasBegun = useSearchParams()[0].has('begun')
  const isBegun = enrolment !== undefined || refused.problem !== undefined || hasBegun
  const deeds = factor.method !== null ? ['renew_codes', 'disable_factor'] : [isBegun ? 'confirm_factor' : 'enrol']
  return (
    <>
      {recovery_codes !== undefined && <RecoveryCodes key={recovery_codes[0]} codes={recovery_codes} />}
      <Part id="factor" title={t('security.factor')} deeds={deeds}>
        {factor.method !== null ? (
          <On factor={{ ...factor, method: factor.method }} answer={answer} />
        ) : isBegun ? (
          <FirstCode email={email} enrolment={known} failure={refused} />
        ) : (
          <Off isRequired={factor.is_required} answer={answer} />
        )}
      </Part>
    </>
  )
}

const shownBy = (answer: unknown): Shown => (typeof answer === 'object' && answer !== null ? answer : {})

/** A mistyped first code is answered without the secret: what the app is to scan stays where a script can keep it. */
function useKept(enrolment: Enrolment | undefined): Enrolment | undefined {
  const [kept, keep] = useState(enrolment)
  if (enrolment !== undefined && enrolment !== kept) keep(enrolment)
  return enrolment ?? kept
}

function Off({ isRequired, answer }: { isRequired: boolean; answer: unknown }) {
  const t = useT()
  const busy = useBusy('enrol')
  const failure = failureIn(answer, 'factor.enrol')
  return (
    <>
      <p className="text-soft">{t('security.factor_text')}</p>
      {isRequired && <Notice tone="warn">{t('security.factor_required')}</Notice>}
      <Post name="factor.enrol" className="space-y-4">
        <input type="hidden" name="deed" value="enrol" />
        <div className="max-w-md">
          <OwnPassword failure={failure} />
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          <Submit busy={busy} name="method" value="app">
            <Icon name="phone" />
            {t('security.use_app')}
          </Submit>
          <Submit busy={busy} name="method" value="mail" className="btn-calm">
            <Icon name="mail" />
            {t('security.use_mail')}
          </Submit>
        </div>
      </Post>
      <p>
        <A to="/account/security?begun#factor" preventScrollReset className="link">
          {t('security.have_code')}
        </A>
      </p>
    </>
  )
}

const few = 3

function On({ factor, answer }: { factor: Factor & { method: FactorMethod }; answer: unknown }) {
  const t = useT()
  const { method, since, recovery_codes_left: left } = factor
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="badge badge-good">
          <Icon name="shield" /> {t('security.factor_on')}
        </span>
        <span>{t(`security.method.${method}`)}</span>
        {since !== null && (
          <span className="text-soft">
            {t('security.since')} <Instant at={since} />
          </span>
        )}
      </p>
      <p className={left <= few ? 'font-medium text-warn' : 'text-soft'}>{t('security.codes_left', { count: left })}</p>
      <WithPassword deed="renew_codes" text={t('security.renew_text')} label={t('security.renew')} answer={answer} />
      <WithPassword
        deed="disable_factor"
        text={t(factor.is_required ? 'security.disable_required' : 'security.disable_text')}
        label={t('security.disable')}
        look="btn-bad"
        answer={answer}
      />
    </>
  )
}

type Guarded = { deed: string; text: string; label: string; look?: string; answer: unknown }

function WithPassword({ deed, text, label, look = 'btn-main', answer }: Guarded) {
  const failure = failureIn(answer, `factor.${deed}`)
  return (
    <details open={failure.problem !== undefined}>
      <summary className="w-fit font-semibold">{label}</summary>
      <Post name={`factor.${deed}`} className="mt-4 max-w-md space-y-4">
        <p className="text-soft">{text}</p>
        <OwnPassword failure={failure} />
        <Submit busy={useBusy(deed)} name="deed" value={deed} className={look}>
          {label}
        </Submit>
      </Post>
    </details>
  )
}
