import type { User } from '@mortar/contract'
import { ApiError } from '@mortar/contract'
import { deviceCookie, dropCart, keepDevice, readCookie } from './cookies.server.ts'
import type { Web } from './page.server.ts'

/** Signs in, and gives the cookies that the browser shall keep. Throws what the API refuses. */
export async function signIn(
  web: Web,
  request: Request,
  login: string,
  password: string,
): Promise<{ user: User; cookies: Headers }> {
  const device_token = readCookie(request, deviceCookie)
  const answer = await web.api.login({ body: { login, password, device_token } })
  const cookies = new Headers()
  cookies.append('Set-Cookie', web.sessionCookie(answer.access_token))
  cookies.append('Set-Cookie', keepDevice(web, answer.device_token))
  if (await cartMerged(web, answer.access_token)) cookies.append('Set-Cookie', dropCart(web))
  return { user: answer.user, cookies }
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
