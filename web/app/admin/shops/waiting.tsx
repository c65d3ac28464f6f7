import type { Route } from './+types/waiting'
import { Answer } from '../../parts/answer.tsx'
import { done } from '../../parts/done.ts'
import { useT } from '../../parts/i18n/use.ts'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { act, page } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { listHead } from '../../ui/list-head.ts'
import { decide } from './decide.server.ts'
import { ShopCard } from './shop-card.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => ({
    shops: await api.list_admin_shops({ query: { status: 'pending', page: pageOf(url.searchParams) } }),
  }))

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const { name, status } = await decide(web, form)
    return done(form, `admin.decided.${status}`, { name })
  })

export default function Waiting({ loaderData: { shops } }: Route.ComponentProps) {
  const t = useT()
  return (
    <>
      <Title>{t('admin.waiting')}</Title>
      <h1>{t('admin.waiting')}</h1>
      <p {...listHead} className="mt-1 mb-5 text-soft">
        {t('admin.waiting_text', { count: shops.count })}
      </p>
      <div className="mb-4 empty:hidden">
        <Answer unless={shops.results.map(({ slug }) => slug)} />
      </div>
      {shops.results.length === 0 ? (
        <Empty icon="check" title={t('admin.none_waiting')} text={t('admin.none_waiting_text')} />
      ) : (
        <ul className="mt-4 space-y-4">
          {shops.results.map((shop) => (
            <ShopCard key={shop.slug} shop={shop} />
          ))}
        </ul>
      )}
      <ListPages list={shops} />
    </>
  )
}
