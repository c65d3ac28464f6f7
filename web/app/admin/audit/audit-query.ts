/** What the log can be narrowed to, in the order of its form. */
export const auditFields = ['actor', 'action', 'target', 'from', 'to'] as const
export type AuditField = (typeof auditFields)[number]
export type AuditFilters = Partial<Record<AuditField, string>>

/** The filters of an address. What is typed is left to the API to refuse; what is empty is left out. */
export function auditFilters(params: URLSearchParams): AuditFilters {
  const given = auditFields.map((field) => [field, params.get(field)?.trim() ?? ''] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== ''))
}

/** The same as an address. */
export const auditSearch = (filters: AuditFilters): string => {
  const text = new URLSearchParams(filters).toString()
  return text === '' ? '' : `?${text}`
}
