import type { ShopStatus } from '@mortar/contract'
import { useSearchParams } from 'react-router'
import type { Route } from './+types/shops'
import { Answer } from '../../parts/answer.tsx'
import { done } from '../../parts/done.ts'
import { Filter } from '../../parts/filter.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { ListCount } from '../../parts/list-count.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { act, page } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { decide } from './decide.server.ts'
import { ShopCard } from './shop-card.tsx'

const statuses = ['pending', 'approved', 'rejected', 'suspended'] as const satisfies ShopStatus[]

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const status = statuses.find((one) => one === url.searchParams.get('status'))
    const q = url.searchParams.get('q')?.trim().slice(0, 120) || undefined
    return { shops: await api.list_admin_shops({ query: { status, q, page: pageOf(url.searchParams) } }) }
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const { name, status } = await decide(web, form)
    return done(form, `admin.decided.${status}`, { name })
  })

export default function Shops({ loaderData: { shops } }: Route.ComponentProps) {
  const t = useT()
  return (
    <>
      <Title>{t('admin.shops')}</Title>
      <h1 className="mb-4">{t('admin.shops')}</h1>
      <Find />
      <ListCount list={shops} />
      <div className="mb-4 empty:hidden">
        <Answer unless={shops.results.map(({ slug }) => slug)} />
      </div>
      {shops.results.length === 0 ? (
        <Empty icon="store" title={t('admin.no_shops')} />
      ) : (
        <ul className="space-y-4">
          {shops.results.map((shop) => (
            <ShopCard key={shop.slug} shop={shop} />
          ))}
        </ul>
      )}
      <ListPages list={shops} />
    </>
  )
}

function Find() {
  const t = useT()
  const [params] = useSearchParams()
  return (
    <Filter shows={params.toString()} className="card mb-5 grid items-end gap-3 p-4 sm:grid-cols-[1fr_12rem_auto]">
      <TextField label={t('admin.find')} name="q" type="search" defaultValue={params.get('q') ?? ''} maxLength={120} />
      <SelectField label={t('admin.state')} name="status" defaultValue={params.get('status') ?? ''}>
        <option value="">{t('pages.any')}</option>
        {statuses.map((status) => (
          <option key={status} value={status}>
            {t(`admin.status.${status}`)}
          </option>
        ))}
      </SelectField>
      <button type="submit" className="btn btn-calm">
        {t('pages.apply')}
      </button>
    </Filter>
  )
}
