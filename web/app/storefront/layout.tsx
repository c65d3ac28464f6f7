import type { ReactNode } from 'react'
import { Form, Outlet, useLocation, useSearchParams } from 'react-router'
import type { Route } from './+types/layout'
import { ErrorView } from '../parts/error-view.tsx'
import { LanguageSwitch, Progress, SkipLink, useFocusOnPage, Wordmark } from '../parts/frame.tsx'
import { bare } from '../parts/i18n/locales.ts'
import { usePath, useT } from '../parts/i18n/use.ts'
import { A } from '../parts/link.tsx'
import { useFrame } from '../parts/person.ts'
import { useFollowed } from '../parts/use-followed.ts'
import { Icon } from '../ui/icon.tsx'
import { inList } from '../ui/list-head.ts'
import { AccountMenu } from './account-menu.tsx'

export default function Storefront() {
  return (
    <Shell>
      <Outlet />
    </Shell>
  )
}

/** Errors of a page show inside the frame, so that the way on is where it always is. */
export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return (
    <Shell>
      <ErrorView error={error} />
    </Shell>
  )
}

function Shell({ children }: { children: ReactNode }) {
  const main = useFocusOnPage()
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <Progress />
      <Header />
      <main id="main" ref={main} tabIndex={-1} className="wrap flex-1 py-6 sm:py-8">
        {children}
      </main>
      <Footer />
    </div>
  )
}

function Header() {
  const { cartCount, person, isStranger } = useFrame()
  // The home page opens with a search of its own.
  const isHome = bare(useLocation().pathname) === '/'
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-surface">
      <div className="wrap flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
        <Wordmark />
        {!isHome && <SearchBox />}
        <nav aria-label={useT()('frame.account')} className="ml-auto flex items-center gap-1">
          {person !== null && <AccountMenu person={person} />}
          {person === null && (isStranger ? <SignIn /> : <MyAccount />)}
          <CartLink count={cartCount} />
        </nav>
      </div>
    </header>
  )
}

function SearchBox() {
  const t = useT()
  const [params] = useSearchParams()
  const q = params.get('q') ?? ''
  const { ref } = useFollowed(q)
  return (
    <search className="order-last w-full md:order-none md:ml-4 md:max-w-xl md:flex-1">
      <Form action={usePath()('/search')} state={inList} className="flex">
        <label htmlFor="search" className="sr-only">
          {t('frame.search_label')}
        </label>
        <input
          ref={ref}
          id="search"
          type="search"
          name="q"
          defaultValue={q}
          maxLength={120}
          placeholder={t('frame.search_placeholder')}
          className="input rounded-r-none border-r-0"
        />
        <button type="submit" aria-label={t('frame.search')} className="btn btn-main rounded-l-none">
          <Icon name="search" />
        </button>
      </Form>
    </search>
  )
}

function SignIn() {
  const t = useT()
  return (
    <A to="/sign-in" className="btn btn-small hover:bg-sunken">
      <Icon name="user" className="max-sm:hidden" />
      {t('frame.sign_in')}
    </A>
  )
}

/** Who it is could not be read just now: the way is the same. */
function MyAccount() {
  const t = useT()
  return (
    <A to="/account" className="btn btn-small hover:bg-sunken">
      <Icon name="user" />
      {t('frame.my_account')}
    </A>
  )
}

function CartLink({ count }: { count: number | null }) {
  const t = useT()
  const label = count === null ? t('frame.cart_unread') : t('frame.cart', { count })
  return (
    <A to="/cart" className="btn btn-small relative hover:bg-sunken" aria-label={label}>
      <Icon name="cart" className="text-xl" />
      {count !== null && count > 0 && (
        <span
          aria-hidden="true"
          className="money rounded-full bg-accent px-1.5 text-xs leading-5 font-bold text-on-accent"
        >
          {count}
        </span>
      )}
    </A>
  )
}

function Footer() {
  const t = useT()
  const { isDemo } = useFrame()
  return (
    <footer className="mt-8 border-t border-line bg-surface text-sm text-soft">
      <div className="wrap flex flex-col gap-4 py-8 md:flex-row md:items-start md:justify-between">
        <p className="max-w-xl">{t('footer.advice')}</p>
        <nav aria-label={t('footer.label')} className="flex flex-wrap items-center gap-x-5 gap-y-2">
          <A to="/register/shop" className="link">
            {t('footer.sell')}
          </A>
          <a href="/api/docs" className="link">
            {t('footer.api')}
          </a>
          {isDemo && (
            <A to="/demo/mail" className="link">
              {t('footer.mail')}
            </A>
          )}
          <LanguageSwitch />
        </nav>
      </div>
    </footer>
  )
}
