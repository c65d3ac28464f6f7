import { useLocation } from 'react-router'
import { Hats } from '../parts/hats.tsx'
import { useT } from '../parts/i18n/use.ts'
import { A } from '../parts/link.tsx'
import { useFrame, type Person } from '../parts/person.ts'
import { Post } from '../parts/post.tsx'
import { Icon } from '../ui/icon.tsx'

const entry = 'flex w-full items-center gap-3 rounded-lg px-3 py-2 text-left hover:bg-sunken'

/** The platform's own popover: closes with Escape and a click outside, and works before any script has come. */
export function AccountMenu({ person }: { person: Person }) {
  const t = useT()
  const { unreadCount } = useFrame()
  return (
    <>
      <button type="button" popoverTarget="account" className="btn btn-small hover:bg-sunken">
        <Icon name="user" />
        <span className="max-w-32 truncate max-sm:sr-only">{person.name}</span>
        {unreadCount > 0 && (
          <span className="size-2 rounded-full bg-bad">
            <span className="sr-only">{t('frame.unread', { count: unreadCount })}</span>
          </span>
        )}
      </button>
      {/* A new page is a new popover: closed. */}
      <div key={useLocation().key} id="account" popover="auto" className="menu card w-64 p-2 text-ink">
        <p className="px-3 py-2 text-sm text-soft">{t('frame.signed_in_as', { name: person.name })}</p>
        <Acting person={person} />
        <A to="/orders" className={entry}>
          <Icon name="box" /> {t('frame.orders')}
        </A>
        <A to="/notifications" className={entry}>
          <Icon name="bell" /> {t('frame.notifications')}
          {unreadCount > 0 && <span className="badge badge-good ml-auto">{unreadCount}</span>}
        </A>
        <A to="/account" className={entry}>
          <Icon name="user" /> {t('frame.my_account')}
        </A>
        <Post action="/sign-out" reloadDocument silent>
          <button type="submit" className={entry}>
            <Icon name="x" /> {t('frame.sign_out')}
          </button>
        </Post>
      </div>
    </>
  )
}

function Acting({ person: { hats } }: { person: Person }) {
  const t = useT()
  return (
    <>
      {hats.length > 1 && <p className="px-3 pt-2 text-sm text-soft">{t('frame.acting_as')}</p>}
      <Hats className={entry} icon={<Icon name="store" />} />
    </>
  )
}
