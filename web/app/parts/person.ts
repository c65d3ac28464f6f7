import type { Role } from '@mortar/contract'
import { useRouteLoaderData } from 'react-router'
import type { MessageFiles } from './i18n/catalogues.ts'

export type Person = {
  username: string
  name: string
  role: Role
  /** What there is to act as: nothing for who only buys; the one that acts, where there is no other; else all they are. */
  hats: Hat[]
}

/** What somebody may act as. `id`: of the grant; `shop`: its name. */
export type Hat = { id: string; role: Role; shop: string | null; acts: boolean }

/** What every page's frame shows: who is there, what waits for them. */
export type Frame = {
  person: Person | null
  /** Nobody is signed in. Where there is no person all the same, who it is could not be read. */
  isStranger: boolean
  /** Null: there is a cart, which could not be read. */
  cartCount: number | null
  unreadCount: number
  origin: string
  isDemo: boolean
  /** Where a browser finds the words of the page's language. */
  messages: MessageFiles | null
}

const stranger: Frame = {
  person: null,
  isStranger: true,
  cartCount: 0,
  unreadCount: 0,
  origin: '',
  isDemo: false,
  messages: null,
}

export const useFrame = (): Frame => useRouteLoaderData<Frame>('root') ?? stranger

/** Where a role is at home. */
export const homeOf = (role: Role): string => (role === 'admin' ? '/admin' : role === 'customer' ? '/' : '/shop')
