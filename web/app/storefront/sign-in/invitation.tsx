import { ApiError } from '@mortar/contract'
import { data, redirectDocument, useNavigation } from 'react-router'
import type { Route } from './+types/invitation'
import { Instant } from '../../parts/dates.tsx'
import { failureOf, fieldErrors, type Failed } from '../../parts/failure.ts'
import { textOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { meOrNull } from '../../parts/me.server.ts'
import { act, page, signInPath, type Web } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { enter } from '../../parts/session.server.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Submit } from '../../ui/submit.tsx'
import { PersonFields, personOf } from './person-fields.tsx'
import { PhoneField } from './phone-field.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async (web) => {
    const token = web.url.searchParams.get('token') ?? ''
    const [offer, me] = await Promise.all([offerOf(web, token), meOrNull(web)])
    const belongs = me?.grants.some(({ shop }) => shop?.slug === offer?.shop.slug) ?? false
    const visitor = me === null ? null : { email: me.email, belongs: offer !== null && belongs }
    return data({ token, offer, visitor, signIn: signInPath(web) }, { status: offer === null ? 404 : 200 })
  })

/** Null: wrong, used, taken back or too old. The API does not say which, and a broken link is no other case. */
async function offerOf({ api }: Web, token: string) {
  try {
    return await api.view_invitation({ body: { token } })
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return null
    throw error
  }
}

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const token = textOf(form, 'token')
    if (form.has('join')) {
      await web.api.join_staff({ body: { token } })
      return redirectDocument(web.path('/shop'))
    }
    const { email: _, ...person } = personOf(form)
    await web.api.accept_invitation({ body: { token, ...person } })
    return enter(web, args.request, { login: person.username, password: person.password }, web.path('/shop'))
  })

type Loaded = Route.ComponentProps['loaderData']
type Offer = NonNullable<Loaded['offer']>

export default function Invitation({ loaderData, actionData }: Route.ComponentProps) {
  const t = useT()
  const { offer } = loaderData
  return (
    <div className="mx-auto max-w-xl">
      <Title>{t('invitation.title')}</Title>
      {offer === null ? (
        <>
          <h1 className="mb-5">{t('invitation.title')}</h1>
          <Empty icon="mail" title={t('invitation.invalid')} text={t('invitation.invalid_text')}>
            <A to="/" className="btn btn-main">
              {t('frame.home')}
            </A>
          </Empty>
        </>
      ) : (
        <div className="card pad space-y-6">
          <Terms offer={offer} />
          <Answer loaded={loaderData} offer={offer} failure={failureOf(actionData)} />
        </div>
      )}
    </div>
  )
}

/** Who invites whom, to do what. */
function Terms({ offer }: { offer: Offer }) {
  const t = useT()
  return (
    <>
      <header>
        <h1>{t('invitation.heading', { shop: offer.shop.name })}</h1>
        <p className="mt-1 text-soft">
          {t('invitation.for', { email: offer.email })} · {t('invitation.until')} <Instant at={offer.expires_at} />
        </p>
      </header>
      <section aria-labelledby="duties">
        <h2 id="duties" className="text-base">
          {t('invitation.duties')}
        </h2>
        <ul className="mt-2 space-y-2">
          {offer.duties.map((duty) => (
            <li key={duty}>
              <span className="font-medium">{t(`invitation.duty.${duty}`)}</span>
              <span className="block text-sm text-soft">{t(`invitation.duty.${duty}_text`)}</span>
            </li>
          ))}
          {offer.duties.length === 0 && <li className="text-soft">{t('invitation.looking')}</li>}
        </ul>
      </section>
    </>
  )
}

type Answering = { loaded: Loaded; offer: Offer; failure: Partial<Failed> }

/** Whoever has an account signs in and joins with it; anybody else makes one. */
function Answer({ loaded: { token, visitor, signIn }, offer, failure }: Answering) {
  const t = useT()
  if (!offer.has_account) return <Accept token={token} failure={failure} />
  if (visitor === null) {
    return (
      <div className="space-y-4">
        <p>{t('invitation.known')}</p>
        <a href={signIn} className="btn btn-main w-full">
          {t('sign_in.title')}
        </a>
      </div>
    )
  }
  if (visitor.email.toLowerCase() !== offer.email.toLowerCase()) {
    return <Notice tone="warn">{t('invitation.other', { email: visitor.email })}</Notice>
  }
  if (visitor.belongs) return <Notice tone="warn">{t('invitation.taken')}</Notice>
  return <Join token={token} shop={offer.shop.name} />
}

function Join({ token, shop }: { token: string; shop: string }) {
  const t = useT()
  const busy = useNavigation().formMethod === 'POST'
  return (
    <Post leaves className="space-y-4">
      <p>{t('invitation.join_text', { shop })}</p>
      <input type="hidden" name="token" value={token} />
      <Submit busy={busy} name="join" value="1" className="btn-main w-full">
        {t('invitation.join')}
      </Submit>
    </Post>
  )
}

function Accept({ token, failure }: { token: string; failure: Partial<Failed> }) {
  const t = useT()
  const errorOf = fieldErrors(t, failure.problem)
  const { values = {} } = failure
  const busy = useNavigation().formMethod === 'POST'
  return (
    <Post leaves className="space-y-4">
      <h2>{t('register.title')}</h2>
      <input type="hidden" name="token" value={token} />
      <PersonFields values={values} errorOf={errorOf} withEmail={false} />
      <PhoneField defaultValue={values['phone']} error={errorOf('phone')} />
      <Submit busy={busy} className="btn-main w-full">
        {t('invitation.accept')}
      </Submit>
    </Post>
  )
}
