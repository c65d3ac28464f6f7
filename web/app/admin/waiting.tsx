import type { Route } from './+types/waiting'
import { failureOf } from '../parts/failure.ts'
import { useT } from '../parts/i18n/use.ts'
import { ListPages, pageOf } from '../parts/list-pages.tsx'
import { act, page } from '../parts/page.server.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { Title } from '../parts/title.tsx'
import { Empty } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { decide } from './decide.server.ts'
import { ShopCard } from './shop-card.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => ({
    shops: await api.list_admin_shops({ query: { status: 'pending', page: pageOf(url.searchParams) } }),
  }))

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const { name, status } = await decide(web, form)
    return { decided: { name, status } }
  })

export default function Waiting({ loaderData: { shops }, actionData }: Route.ComponentProps) {
  const t = useT()
  const decided = actionData !== undefined && 'decided' in actionData ? actionData.decided : null
  return (
    <>
      <Title>{t('admin.waiting')}</Title>
      <h1>{t('admin.waiting')}</h1>
      <p className="mt-1 mb-5 text-soft">{t('admin.waiting_text', { count: shops.count })}</p>
      <ProblemNotice problem={failureOf(actionData).problem} />
      {decided !== null && (
        <div className="mb-4">
          <Notice tone="good" announce="status">
            <p>{t(`admin.decided.${decided.status}`, { name: decided.name })}</p>
          </Notice>
        </div>
      )}
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
