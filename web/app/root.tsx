import { data, Links, Outlet, Scripts, ScrollRestoration, type ShouldRevalidateFunctionArgs } from 'react-router'
import type { Route } from './+types/root'
import stylesheet from './app.css?url'
import { Addresses } from './parts/addresses.tsx'
import { ErrorView } from './parts/error-view.tsx'
import { frameOf } from './parts/frame.server.ts'
import { filesMeta } from './parts/i18n/catalogues.ts'
import { useLocale } from './parts/i18n/use.ts'
import { Offline } from './parts/offline.tsx'
import { useFrame } from './parts/person.ts'
import { visitContext } from './parts/visit.server.ts'

export const links: Route.LinksFunction = () => [
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
]

/** Before any page is looked at: what the server has refused reaches no loader and no action. */
const refuse: Route.MiddlewareFunction = ({ context }) => {
  const { refused } = context.get(visitContext)
  if (refused !== undefined) throw data({ code: refused.code }, { status: refused.status })
}

export const middleware = [refuse]

export const loader = ({ context, request, url }: Route.LoaderArgs) => frameOf(context.get(visitContext), request, url)

/** The frame follows what people do, not where they look: paging through a search asks nothing again. */
export const shouldRevalidate = ({ formMethod, currentUrl, nextUrl }: ShouldRevalidateFunctionArgs) =>
  formMethod !== undefined || currentUrl.pathname !== nextUrl.pathname || currentUrl.href === nextUrl.href

export function Layout({ children }: { children: React.ReactNode }) {
  return (
    <html lang={useLocale()}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="theme-color" content="#f5f8f7" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#0b1412" media="(prefers-color-scheme: dark)" />
        <Addresses />
        <Words />
        <Links />
      </head>
      <body>
        {children}
        <Offline />
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  )
}

/** The files of this page's language; the one that every page needs is fetched at once. */
function Words() {
  const { messages } = useFrame()
  if (messages === null) return null
  return (
    <>
      <meta name={filesMeta} content={JSON.stringify(messages)} />
      <link rel="modulepreload" href={messages.storefront} />
    </>
  )
}

export default function Root() {
  return <Outlet />
}

/** Only for what breaks outside the products' own frames. */
export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return (
    <main className="wrap">
      <ErrorView error={error} />
    </main>
  )
}
