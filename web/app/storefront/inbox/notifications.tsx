import type { Route } from './+types/notifications'
import { Answer } from '../../parts/answer.tsx'
import { Instant } from '../../parts/dates.tsx'
import { choiceOf } from '../../parts/choice.server.ts'
import { done } from '../../parts/done.ts'
import { textOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { ListCount } from '../../parts/list-count.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => ({
    inbox: await api.notifications({ query: { page: pageOf(url.searchParams) } }),
  }))

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api }, form) => {
    const deed = choiceOf(form, 'deed', ['read_all', 'read_one'])
    if (deed === 'read_all') {
      await api.mark_notifications_read()
      return done(form, 'inbox.done.all')
    }
    const { title } = await api.mark_notification_read({ params: { uuid: textOf(form, 'uuid') } })
    return done(form, 'inbox.done.one', { title })
  })

export default function Notifications({ loaderData: { inbox } }: Route.ComponentProps) {
  const t = useT()
  return (
    <div className="mx-auto max-w-3xl">
      <Title>{t('frame.notifications')}</Title>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <h1>{t('frame.notifications')}</h1>
        {inbox.unread_count > 0 && (
          <Post name="all">
            <button type="submit" name="deed" value="read_all" className="btn btn-calm btn-small">
              <Icon name="check" />
              {t('inbox.read_all')}
            </button>
          </Post>
        )}
      </div>
      <div className="mb-4 empty:hidden">
        <Answer unless={formsOf(inbox)} />
      </div>
      <ListCount list={inbox} />
      {inbox.results.length === 0 ? (
        <Empty icon="bell" title={t('inbox.empty')} text={t('inbox.empty_text')} />
      ) : (
        <ul className="space-y-3">
          {inbox.results.map((one) => (
            <Entry key={one.id} one={one} />
          ))}
        </ul>
      )}
      <ListPages list={inbox} />
    </div>
  )
}

type Inbox = Route.ComponentProps['loaderData']['inbox']

/** What is read takes its form with it. */
const formsOf = ({ unread_count, results }: Inbox): string[] => [
  ...(unread_count > 0 ? ['all'] : []),
  ...results.filter(({ read_at }) => read_at === null).map(({ id }) => id),
]

function Entry({ one }: { one: Inbox['results'][number] }) {
  const t = useT()
  const unread = one.read_at === null
  return (
    <li className={`card flex flex-wrap items-start gap-4 p-4 ${unread ? 'border-accent' : ''}`}>
      <span
        className={`grid size-10 flex-none place-items-center rounded-full ${unread ? 'bg-accent text-on-accent' : 'bg-sunken text-soft'}`}
      >
        <Icon name="bell" />
      </span>
      <div className="min-w-48 flex-1">
        <h2 className="text-base">
          {one.link === null ? (
            one.title
          ) : (
            <A to={one.link} className="hover:underline">
              {one.title}
            </A>
          )}
        </h2>
        <p>{one.text}</p>
        <p className="mt-1 text-sm text-soft">
          <Instant at={one.created_at} />
        </p>
      </div>
      {unread && (
        <Post name={one.id} className="max-sm:ml-14">
          <input type="hidden" name="uuid" value={one.id} />
          <button
            type="submit"
            name="deed"
            value="read_one"
            className="btn btn-calm btn-small"
            aria-label={t('inbox.read_one', { title: one.title })}
          >
            {t('inbox.read')}
          </button>
        </Post>
      )}
    </li>
  )
}
