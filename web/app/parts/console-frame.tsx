import { useEffect, useRef, type ReactNode } from 'react'
import { NavLink, useLocation } from 'react-router'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { LanguageSwitch, Progress, SkipLink, useFocusOnPage, Wordmark } from './frame.tsx'
import { Hats } from './hats.tsx'
import { usePath, useT } from './i18n/use.ts'
import { A } from './link.tsx'
import { useFrame } from './person.ts'
import { Post } from './post.tsx'
import type { Refresh } from './use-refresh.ts'

/** `waits`: how much there is to do, and what that is, in words. */
export type Place = { to: string; icon: IconName; label: string; end?: boolean; waits?: Waits | undefined }
export type Waits = { count: number; words: string }

type Props = {
  note: string
  places: Place[]
  fresh: Refresh
  /** Said to whoever cannot see that a number has changed. */
  news?: string
  children: ReactNode
}

/**
 * The frame of the consoles: a bar on top, the places beside the work. On a phone there is one menu for all of it, which works
 * without a script.
 */
export function ConsoleFrame({ note, places, fresh, news = '', children }: Props) {
  const main = useFocusOnPage()
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <Progress />
      <header ref={useClosedByEscape()} className="relative border-b border-line bg-surface">
        <div className="wrap flex items-center justify-between gap-x-4 gap-y-2 py-2.5">
          <Wordmark note={note} />
          <div className="flex items-center gap-x-4 text-sm max-lg:hidden">
            <LanguageSwitch />
            <Acting />
            <Ways className="link" />
          </div>
          <Menu places={places} label={note} />
        </div>
      </header>
      <output className="sr-only">{news}</output>
      <div className="wrap grid flex-1 content-start items-start gap-x-8 gap-y-4 py-5 lg:grid-cols-[13rem_1fr]">
        <nav aria-label={note} className="sticky top-6 max-lg:hidden">
          <Places places={places} />
        </nav>
        <main id="main" ref={main} tabIndex={-1} className="min-w-0 pb-10">
          {fresh.isHeld && <Held show={fresh.show} />}
          {children}
        </main>
      </div>
    </div>
  )
}

/** Out of the console: to what the person has elsewhere. */
function Ways({ className }: { className: string }) {
  const t = useT()
  const { isStranger, unreadCount } = useFrame()
  return (
    <>
      <A to="/notifications" reloadDocument className={className}>
        {unreadCount > 0 ? t('frame.unread', { count: unreadCount }) : t('frame.notifications')}
      </A>
      <A to="/" reloadDocument className={className}>
        {t('console.store')}
      </A>
      <A to="/account" reloadDocument className={className}>
        {t('frame.my_account')}
      </A>
      {!isStranger && (
        <Post action="/sign-out" reloadDocument silent>
          <button type="submit" className={`cursor-pointer ${className}`}>
            {t('frame.sign_out')}
          </button>
        </Post>
      )}
    </>
  )
}

/** What one acts as, and the others to act as, for whoever has a choice. The platform's own popover needs no script. */
function Acting() {
  const t = useT()
  const location = useLocation()
  const hats = useFrame().person?.hats ?? []
  const current = hats.find(({ acts }) => acts)
  if (hats.length < 2) return null
  return (
    <>
      <button type="button" popoverTarget="acting" className="btn btn-calm btn-small">
        <Icon name="store" />
        <span className="sr-only">{t('frame.acting_as')}</span>
        <span className="max-w-48 truncate">
          {current?.shop ?? t(current?.role === 'admin' ? 'frame.admin' : 'frame.customer')}
        </span>
      </button>
      <div key={location.key} id="acting" popover="auto" className="menu card w-72 p-2 text-ink">
        <p className="px-3 py-2 text-soft">{t('frame.acting_as')}</p>
        <Hats className="block w-full rounded-lg px-3 py-2 text-left hover:bg-sunken" />
      </div>
    </>
  )
}

/** A new page is a new menu: closed. Escape closes it as well, and the keyboard stays on its button. */
function Menu({ places, label }: { places: Place[]; label: string }) {
  const t = useT()
  const { unreadCount, person } = useFrame()
  const waiting = places.reduce((sum, { waits }) => sum + (waits?.count ?? 0), 0)
  return (
    <details key={useLocation().key} className="flex-none lg:hidden">
      <summary className="btn btn-calm btn-small">
        <Icon name="menu" />
        {t('console.menu')}
        {waiting + unreadCount > 0 && <span className="size-2 rounded-full bg-accent" />}
      </summary>
      <div className="absolute inset-x-0 top-full z-30 border-y border-line bg-surface shadow-lg">
        <div className="wrap py-3">
          <nav aria-label={label}>
            <Places places={places} />
          </nav>
          <div className="mt-3 flex flex-col items-start gap-1 border-t border-line pt-3">
            {(person?.hats.length ?? 0) > 1 && <Hats className="block px-3 py-2 hover:underline" />}
            <Ways className="block px-3 py-2 hover:underline" />
            <div className="px-3 py-2">
              <LanguageSwitch />
            </div>
          </div>
        </div>
      </div>
    </details>
  )
}

function useClosedByEscape() {
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    const { current } = bar
    const close = ({ key }: KeyboardEvent) => {
      const menu = key === 'Escape' ? current?.querySelector<HTMLDetailsElement>('details[open]') : null
      if (menu == null) return
      menu.open = false
      menu.querySelector('summary')?.focus()
    }
    current?.addEventListener('keydown', close)
    return () => current?.removeEventListener('keydown', close)
  }, [])
  return bar
}

const look = ({ isActive }: { isActive: boolean }) =>
  `btn btn-small w-full justify-start ${isActive ? 'bg-accent-tint text-accent-deep' : 'text-soft hover:bg-sunken'}`

function Places({ places }: { places: Place[] }) {
  const path = usePath()
  return (
    <ul className="flex flex-col gap-1">
      {places.map(({ to, icon, label, end, waits }) => (
        <li key={to}>
          <NavLink to={path(to)} end={end ?? false} className={look}>
            <Icon name={icon} />
            {label}
            {waits !== undefined && waits.count > 0 && <Count waits={waits} />}
          </NavLink>
        </li>
      ))}
    </ul>
  )
}

/** A number for the eye, and for the ear what it counts. */
function Count({ waits: { count, words } }: { waits: Waits }) {
  return (
    <span className="ml-auto" title={words}>
      <span aria-hidden="true" className="money badge badge-warn">
        {count > 99 ? '99+' : count}
      </span>
      <span className="sr-only">{words}</span>
    </span>
  )
}

/** What is new would get in the way of what somebody is typing: it waits, and says so. */
function Held({ show }: { show: () => void }) {
  const t = useT()
  return (
    <div className="mb-4">
      <Notice announce="status">
        <p>
          {t('console.held_back')}{' '}
          <button type="button" onClick={show} className="link cursor-pointer">
            {t('console.show_now')}
          </button>
        </p>
      </Notice>
    </div>
  )
}
