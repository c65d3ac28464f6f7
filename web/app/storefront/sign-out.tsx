import { redirect, redirectDocument } from 'react-router'
import type { Route } from './+types/sign-out'
import { act, page } from '../parts/page.server.ts'

/** Signing out is a deed: an address alone never does it. */
export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ path }) => {
    throw redirect(path('/'))
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, hasSession, noSessionCookie, path }) => {
    if (hasSession) await api.logout({ body: {} })
    return redirectDocument(path('/'), { headers: { 'Set-Cookie': noSessionCookie() } })
  })

export default function SignOut() {
  return null
}
