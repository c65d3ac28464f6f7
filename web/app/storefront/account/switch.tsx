import { redirect, redirectDocument } from 'react-router'
import type { Route } from './+types/switch'
import { textOf } from '../../parts/form.ts'
import { Hats } from '../../parts/hats.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { act, page } from '../../parts/page.server.ts'
import { homeOf } from '../../parts/person.ts'
import { Answer } from '../../parts/answer.tsx'
import { Title } from '../../parts/title.tsx'

/** Acting as something else is a deed: an address alone never does it, but offers what there is, to who is more than a customer. */
export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, path }) => {
    const { grants } = await api.get_me()
    if (grants.length === 1) throw redirect(path('/account'))
    return null
  })

/** To where it is at home: what is open here may be of what acted before. */
export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, path }, form) => {
    const { role } = await api.switch_grant({ body: { grant: textOf(form, 'grant') } })
    return redirectDocument(path(homeOf(role)))
  })

/** Seen where it was refused, or asked for by an address. */
export default function Switch() {
  const t = useT()
  return (
    <div className="mx-auto max-w-md space-y-5">
      <Title>{t('frame.acting_as')}</Title>
      <h1>{t('frame.acting_as')}</h1>
      <Answer to="form" />
      <div className="flex flex-col items-start gap-2">
        <Hats className="btn btn-calm" />
      </div>
    </div>
  )
}
