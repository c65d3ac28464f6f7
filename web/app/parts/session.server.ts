import type { User } from '@mortar/contract'
import { ApiError } from '@mortar/contract'
import { redirect, redirectDocument } from 'react-router'
import { deviceOf, dropCart, keepDevice } from './cookies.server.ts'
import type { Web } from './page.server.ts'

type Credentials = { login: string; password: string; code?: string | undefined }

/** Signs in, and gives the cookies that the browser shall keep. Throws what the API refuses. */
export async function signIn(
  web: Web,
  request: Request,
  credentials: Credentials,
): Promise<{ user: User; cookies: Headers }> {
  const device_token = deviceOf(web, request)
  const answer = await web.api.login({ body: { ...credentials, device_token } })
  const cookies = new Headers()
  cookies.append('Set-Cookie', web.sessionCookie(answer.access_token))
  cookies.append('Set-Cookie', keepDevice(web, answer.device_token))
  if (await cartMerged(web, answer.access_token)) cookies.append('Set-Cookie', dropCart(web))
  return { user: answer.user, cookies }
}

/**
 * Takes somebody who has just made an account to where they were going: nobody should have to type what was typed a moment
 * ago. Where that cannot be, because their role needs a second code or too many signed in from here, the account stands all
 * the same, and the sign-in says what is missing.
 */
export async function enter(web: Web, request: Request, credentials: Credentials, to: string): Promise<Response> {
  try {
    const { cookies } = await signIn(web, request, credentials)
    return redirectDocument(to, { headers: cookies })
  } catch (error) {
    if (error instanceof ApiError) return redirect(`${web.path('/sign-in')}?next=${encodeURIComponent(to)}`)
    throw error
  }
}

/** The first cart call with both a person and a guest's token merges. Where it fails the token is kept for the next. */
async function cartMerged(web: Web, accessToken: string): Promise<boolean> {
  try {
    await web.apiAs(accessToken).view_cart()
    return true
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}
