import { ApiError } from '@mortar/contract'
import type { Answered, Web } from './page.server.ts'

/** Who is there, on a page that strangers see too. */
export async function meOrNull({ api, hasSession }: Web): Promise<Answered<'get_me'> | null> {
  if (!hasSession) return null
  try {
    return await api.get_me()
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}
