import { cookieName, readCookie, type Visit } from '../../visit.ts'

const year_s = 365 * 24 * 3600

type Kept = Parameters<typeof cookieName>[0]

const cookie = (visit: Visit, name: Kept, value: string, maxAge_s: number) =>
  `${cookieName(name, visit.isSecure)}=${value}; Path=/; Max-Age=${maxAge_s}; HttpOnly; SameSite=Lax${visit.isSecure ? '; Secure' : ''}`

export const keepCart = (visit: Visit, token: string) => cookie(visit, 'mortar_cart', token, year_s)
export const dropCart = (visit: Visit) => cookie(visit, 'mortar_cart', '', 0)
export const keepDevice = (visit: Visit, token: string) => cookie(visit, 'mortar_device', token, year_s)

const kept = (visit: Visit, request: Request, name: Kept) =>
  readCookie(request.headers.get('cookie') ?? '', name, visit.isSecure)

export const cartOf = (visit: Visit, request: Request) => kept(visit, request, 'mortar_cart')
export const deviceOf = (visit: Visit, request: Request) => kept(visit, request, 'mortar_device')

/** A guest's cart is found again by the token its first answer brought. */
export const cartHeaders = (visit: Visit, cart: { cart_token?: string | undefined }): HeadersInit =>
  cart.cart_token === undefined ? {} : { 'Set-Cookie': keepCart(visit, cart.cart_token) }
