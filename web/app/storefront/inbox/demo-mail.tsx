import { useSearchParams } from 'react-router'
import type { Route } from './+types/demo-mail'
import { Instant } from '../../parts/dates.tsx'
import { Filter } from '../../parts/filter.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { ListCount } from '../../parts/list-count.tsx'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { page } from '../../parts/page.server.ts'
import { useFrame } from '../../parts/person.ts'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { TextField } from '../../ui/field.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const to = url.searchParams.get('to')?.trim() || undefined
    return { mails: await api.list_dev_mail({ query: { to, page: pageOf(url.searchParams) } }) }
  })

/** A paragraph that is an address of our own, which ends many a mail. What else people wrote stays text. */
const isOurs = (text: string, origin: string) => text.startsWith(`${origin}/`) && !/\s/.test(text)

/** What would have been sent. Shown as text: a mail's own HTML has no business inside this page. */
export default function DemoMail({ loaderData: { mails } }: Route.ComponentProps) {
  const t = useT()
  const [params] = useSearchParams()
  const { origin } = useFrame()
  return (
    <div className="mx-auto max-w-3xl">
      <Title>{t('demo.mail')}</Title>
      <p className="badge badge-warn mb-2">{t('demo.badge')}</p>
      <h1>{t('demo.mail')}</h1>
      <p className="mt-1 mb-5 text-soft">{t('demo.mail_text')}</p>
      <Filter className="card mb-6 flex items-end gap-3 p-4">
        <TextField
          label={t('demo.to')}
          name="to"
          type="search"
          defaultValue={params.get('to') ?? ''}
          className="flex-1"
        />
        <button type="submit" className="btn btn-calm">
          {t('pages.apply')}
        </button>
      </Filter>
      <ListCount list={mails} />
      {mails.results.length === 0 && <Empty icon="mail" title={t('demo.no_mail')} text={t('demo.no_mail_text')} />}
      <ul className="space-y-4">
        {mails.results.map((mail) => (
          <li key={mail.sent_at + mail.to + mail.subject} className="card pad">
            <h2>{mail.subject}</h2>
            <p className="mt-1 text-sm text-soft">
              {mail.to} · <Instant at={mail.sent_at} />
            </p>
            {mail.text.split(/\n{2,}/).map((paragraph) => (
              <p key={paragraph} className="mt-3 break-words whitespace-pre-line">
                {isOurs(paragraph.trim(), origin) ? (
                  <a href={paragraph.trim()} className="link">
                    {paragraph.trim()}
                  </a>
                ) : (
                  paragraph
                )}
              </p>
            ))}
          </li>
        ))}
      </ul>
      <ListPages list={mails} />
    </div>
  )
}
