import type { Route } from './+types/audit-export'
import { page } from '../../parts/page.server.ts'
import { auditFilters } from './audit-query.ts'

/** The log as a file. No page: what the API answers, with a name to keep it under. */
export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const csv = await api.export_audit_log({ query: auditFilters(url.searchParams) })
    return new Response(csv, {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="audit-log.csv"',
        'Cache-Control': 'private, no-store',
      },
    })
  })
