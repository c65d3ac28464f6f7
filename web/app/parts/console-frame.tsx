import { useEffect, useRef, type ReactNode } from 'react'
import { NavLink, useLocation } from 'react-router'
import { Icon, type IconName } from '../ui/icon.tsx'
import { LanguageSwitch, Progress, SkipLink, useFocusOnPage, Wordmark } from './frame.tsx'
import { usePath, useT } from './i18n/use.ts'
import { A } from './link.tsx'
import { useFrame } from './person.ts'
import { Post } from './post.tsx'

export type Place = { to: string; icon: IconName; label: string; end?: boolean }

/** The frame of the consoles: a bar on top, the places beside the work on a wide screen and above it on a phone. */
export function ConsoleFrame({ note, places, children }: { note: string; places: Place[]; children: ReactNode }) {
  const main = useFocusOnPage()
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <Progress />
      <Bar note={note} />
      <div className="wrap grid flex-1 content-start items-start gap-x-8 gap-y-4 py-5 lg:grid-cols-[13rem_1fr]">
        <Places places={places} label={note} />
        <main id="main" ref={main} tabIndex={-1} className="min-w-0 pb-10">
          {children}
        </main>
      </div>
    </div>
  )
}

function Bar({ note }: { note: string }) {
  const t = useT()
  const { person, unreadCount } = useFrame()
  return (
    <header className="border-b border-line bg-surface">
      <div className="wrap flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
        <Wordmark note={note} />
        <div className="ml-auto flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
          <LanguageSwitch />
          <A to="/notifications" reloadDocument className="link">
            {unreadCount > 0 ? t('frame.unread', { count: unreadCount }) : t('frame.notifications')}
          </A>
          <A to="/" reloadDocument className="link">
            {t('console.store')}
          </A>
          <A to="/account" reloadDocument className="link">
            {t('frame.my_account')}
          </A>
          {person !== null && (
            <Post action="/sign-out" reloadDocument silent>
              <button type="submit" className="link cursor-pointer">
                {t('frame.sign_out')}
              </button>
            </Post>
          )}
        </div>
      </div>
    </header>
  )
}

const look = ({ isActive }: { isActive: boolean }) =>
  `btn btn-small justify-start lg:w-full ${isActive ? 'bg-accent-tint text-accent-deep' : 'text-soft hover:bg-sunken'}`

function Places({ places, label }: { places: Place[]; label: string }) {
  const path = usePath()
  const nav = useCurrentInView()
  return (
    <nav ref={nav} aria-label={label} className="-mx-1 overflow-x-auto px-1 py-1 lg:sticky lg:top-6">
      <ul className="flex gap-1 lg:flex-col">
        {places.map(({ to, icon, label: text, end }) => (
          <li key={to} className="flex-none">
            <NavLink to={path(to)} end={end ?? false} className={look}>
              <Icon name={icon} />
              {text}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** On a phone the places are wider than the screen: the one where we are is shown, whichever it is. */
function useCurrentInView() {
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const shown = useRef<string>(null)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    const current = nav.current?.querySelector('[aria-current]')?.getBoundingClientRect()
    const frame = nav.current?.getBoundingClientRect()
    if (current === undefined || frame === undefined) return
    nav.current?.scrollBy({ left: current.left + current.width / 2 - (frame.left + frame.width / 2) })
  }, [pathname])
  return nav
}
