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
/** Steps that leave the status as it is have a name of their own; for all others the reason is beside it. */
const steps = {
  payment_received: { icon: 'check', title: 'timeline.paid' },
  part_cancelled: { icon: 'x', title: 'timeline.part_cancelled' },
} as const
const isStep = (reason: string | null): reason is keyof typeof steps => reason !== null && reason in steps
const way: OrderStatus[] = ['pending', 'approved', 'shipped', 'delivered']

/** What has happened, and what will if all goes well. */
export function OrderTimeline({ tracking }: { tracking: Tracking }) {
  const t = useT()
  const last = tracking.timeline.length - 1
  const past = tracking.timeline.map(({ status, at, reason, note }, index): Step => ({
    key: `${status}-${at}`,
    icon: isStep(reason) ? steps[reason].icon : icons[status],
    title: t(isStep(reason) ? steps[reason].title : `timeline.${status}`),
    state: status === 'cancelled' ? 'bad' : index === last ? 'now' : 'done',
    detail: (
      <p className="text-sm text-soft">
        <Instant at={at} />
        {reason !== null && !isStep(reason) && <span className="block text-ink">{t(`timeline.why.${reason}`)}</span>}
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
