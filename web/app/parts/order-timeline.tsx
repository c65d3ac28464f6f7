import type { OrderStatus, Tracking } from '@mortar/contract'
import type { IconName } from '../ui/icon.tsx'
import { Timeline, type Step } from '../ui/timeline.tsx'
import { Instant } from './dates.tsx'
import { useT } from './i18n/use.ts'

const icons: Record<OrderStatus, IconName> = {
  pending: 'clock',
  approved: 'check',
  shipped: 'truck',
  delivered: 'home',
  cancelled: 'x',
  returned: 'back',
}
const way: OrderStatus[] = ['pending', 'approved', 'shipped', 'delivered']

/** What has happened, and what will if all goes well. */
export function OrderTimeline({ tracking }: { tracking: Tracking }) {
  const t = useT()
  const last = tracking.timeline.length - 1
  const past = tracking.timeline.map(({ status, at, reason, note }, index): Step => ({
    key: `${status}-${at}`,
    icon: reason === 'payment_received' ? 'check' : icons[status],
    title: reason === 'payment_received' ? t('timeline.paid') : t(`timeline.${status}`),
    state: status === 'cancelled' ? 'bad' : index === last ? 'now' : 'done',
    detail: (
      <p className="text-sm text-soft">
        <Instant at={at} />
        {reason !== null && reason !== 'payment_received' && (
          <span className="block text-ink">{t(`timeline.why.${reason}`)}</span>
        )}
        {note !== null && <span className="block text-ink">{note}</span>}
      </p>
    ),
  }))
  const ahead = way.slice(way.indexOf(tracking.status) + 1).map((status): Step => ({
    key: status,
    icon: icons[status],
    title: t(`timeline.${status}`),
    state: 'ahead',
  }))
  return <Timeline steps={way.includes(tracking.status) ? [...past, ...ahead] : past} />
}
