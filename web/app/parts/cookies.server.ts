import { cartCookie, type Visit } from '../../visit.ts'

const year_s = 365 * 24 * 3600
/** Lets a known browser sign in while strangers' guesses have its account slowed down. */
export const deviceCookie = 'mortar_device'

const cookie = (visit: Visit, name: string, value: string, maxAge_s: number) =>
  `${name}=${value}; Path=/; Max-Age=${maxAge_s}; HttpOnly; SameSite=Lax${visit.isSecure ? '; Secure' : ''}`

export const keepCart = (visit: Visit, token: string) => cookie(visit, cartCookie, token, year_s)
export const dropCart = (visit: Visit) => cookie(visit, cartCookie, '', 0)
export const keepDevice = (visit: Visit, token: string) => cookie(visit, deviceCookie, token, year_s)

export function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split('; ')
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** A guest's cart is found again by the token its first answer brought. */
export const cartHeaders = (visit: Visit, cart: { cart_token?: string | undefined }): HeadersInit =>
  cart.cart_token === undefined ? {} : { 'Set-Cookie': keepCart(visit, cart.cart_token) }
