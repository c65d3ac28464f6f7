import type { Translate } from '../../parts/i18n/use.ts'

const minute_ms = 60_000
const hour_ms = 60 * minute_ms
const day_ms = 24 * hour_ms

/**
 * How long ago something was, seen from `now`, which the server says: its words and the browser's are the same. Activity is
 * known to a minute, so what is nearer is told as now.
 */
export function agoText(t: Translate, at: string, now: string): string {
  const passed_ms = Date.parse(now) - Date.parse(at)
  if (passed_ms < 2 * minute_ms) return t('admin.ago.now')
  if (passed_ms < hour_ms) return t('admin.ago.minutes', { count: Math.floor(passed_ms / minute_ms) })
  if (passed_ms < day_ms) return t('admin.ago.hours', { count: Math.floor(passed_ms / hour_ms) })
  return t('admin.ago.days', { count: Math.floor(passed_ms / day_ms) })
}
