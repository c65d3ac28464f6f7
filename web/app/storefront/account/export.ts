import type { Route } from './+types/export'
import { page } from '../../parts/page.server.ts'

/** All that is kept about a person, as a file. It has no page, and nothing in between keeps it. */
export const loader = (args: Route.LoaderArgs) =>
  page(
    args,
    async ({ api }) =>
      new Response(`${JSON.stringify(await api.export_me(), null, 2)}\n`, {
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Disposition': 'attachment; filename="mortar-export.json"',
          'Cache-Control': 'private, no-store',
        },
      }),
  )
