import { redirectDocument, useNavigation } from 'react-router'
import type { Route } from './+types/privacy'
import { failureOf, type Failed } from '../../parts/failure.ts'
import { passwordOf, telling } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { TextField } from '../../ui/field.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Submit } from '../../ui/submit.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => ({
    keepsShop: (await api.get_me()).grants.some(({ role }) => role === 'shopkeeper'),
  }))

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, path, noSessionCookie }, form) => {
    await api.delete_me({ body: { password: passwordOf(form) } })
    return redirectDocument(telling(path('/'), 'deleted'), { headers: { 'Set-Cookie': noSessionCookie() } })
  })

export default function Privacy({ loaderData: { keepsShop }, actionData }: Route.ComponentProps) {
  const t = useT()
  return (
    <div className="space-y-6">
      <Title>{t('privacy.title')}</Title>
      <section className="card pad space-y-4" aria-labelledby="export">
        <h2 id="export">{t('privacy.export')}</h2>
        <p className="text-soft">{t('privacy.export_text')}</p>
        <A to="/account/export" reloadDocument className="btn btn-calm">
          <Icon name="download" />
          {t('privacy.download')}
        </A>
      </section>
      <section className="card pad space-y-4" aria-labelledby="delete">
        <h2 id="delete">{t('privacy.delete')}</h2>
        <p className="text-soft">{t('privacy.delete_text')}</p>
        <ul className="list-disc space-y-1 pl-5 text-soft">
          <li>{t('privacy.goes')}</li>
          <li>{t('privacy.open')}</li>
          <li>{t('privacy.stays')}</li>
        </ul>
        <Delete keepsShop={keepsShop} failure={failureOf(actionData)} />
      </section>
    </div>
  )
}

function Delete({ keepsShop, failure }: { keepsShop: boolean; failure: Partial<Failed> }) {
  const t = useT()
  const busy = useNavigation().formMethod === 'POST'
  // Said before anybody types a password for nothing.
  if (keepsShop) return <Notice tone="warn">{t('refused.shop_owned')}</Notice>
  return (
    <Confirm
      label={t('privacy.delete')}
      isOpen={failure.problem !== undefined}
      title={t('privacy.confirm')}
      text={t('privacy.confirm_text')}
      back={t('account.back')}
    >
      <Post className="space-y-4">
        <TextField
          label={t('sign_in.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          error={failure.problem?.code === 'password_wrong' ? t('refused.password_wrong') : null}
          required
          maxLength={200}
        />
        <Submit busy={busy} className="btn-bad w-full">
          {t('privacy.delete_now')}
        </Submit>
      </Post>
    </Confirm>
  )
}
