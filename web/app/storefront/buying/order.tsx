import { useNavigation } from 'react-router'
import type { Route } from './+types/order'
import { Answer, useIsAnswered } from '../../parts/answer.tsx'
import { Day, Instant } from '../../parts/dates.tsx'
import { done } from '../../parts/done.ts'
import { maybeText } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { OrderTimeline } from '../../parts/order-timeline.tsx'
import { AddressLines, OrderLines, StatusBadge, Totals } from '../../parts/order.tsx'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Submit } from '../../ui/submit.tsx'
import { isOpen } from './paid.ts'
import { useTracking } from './use-tracking.ts'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => {
    const { order_number } = args.params
    const [order, tracking] = await Promise.all([
      api.get_order({ params: { order_number } }),
      api.track_order({ params: { order_number } }),
    ])
    return { order, tracking }
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api }, form) => {
    const { order_number } = args.params
    await api.cancel_order({ params: { order_number }, body: { note: maybeText(form, 'note') } })
    return done(form, 'order.done.cancel')
  })

type Order = Route.ComponentProps['loaderData']['order']

export default function OrderPage({ loaderData: { order, tracking: loaded } }: Route.ComponentProps) {
  const t = useT()
  const { tracking, state } = useTracking(loaded)
  return (
    <>
      <Title>{t('order.title', { number: order.order_number })}</Title>
      <header className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-60 flex-1">
          <p className="text-soft">
            {order.shop.name} · <Instant at={order.placed_at} />
          </p>
          <h1 className="font-mono text-xl break-all">{order.order_number}</h1>
        </div>
        <StatusBadge status={tracking.status} />
      </header>
      <Answer unless={order.moves.includes('cancel') ? ['cancel'] : []} />
      <div className="mt-4 grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <div className="space-y-6">
          <Progress tracking={tracking} lost={state === 'lost'} />
          {order.awaiting_payment && isOpen(order) && <Unpaid order={order} />}
          {order.moves.includes('cancel') && <Cancel />}
        </div>
        <Summary order={order} />
      </div>
    </>
  )
}

type Tracking = Route.ComponentProps['loaderData']['tracking']

/** Changes by itself. Only the sentence is read out, not the whole timeline. */
function Progress({ tracking, lost }: { tracking: Tracking; lost: boolean }) {
  const t = useT()
  const { carrier, tracking_number, estimate } = tracking
  return (
    <section className="card pad" aria-labelledby="progress">
      <h2 id="progress" className="mb-1">
        {t('tracking.title')}
      </h2>
      <p aria-live="polite" className="mb-5 text-soft">
        {t(`tracking.now.${tracking.status}`)}
      </p>
      <OrderTimeline tracking={tracking} />
      {(carrier !== null || tracking_number !== null || estimate !== null) && (
        <dl className="mt-6 grid gap-3 rounded-xl bg-sunken p-4 sm:grid-cols-3">
          {carrier !== null && <Fact label={t('tracking.carrier')}>{carrier}</Fact>}
          {tracking_number !== null && <Fact label={t('tracking.number')}>{tracking_number}</Fact>}
          {estimate !== null && (
            <Fact label={t('tracking.estimate')}>
              <Day day={estimate} />
            </Fact>
          )}
        </dl>
      )}
      {lost && (
        <div className="mt-5">
          <Notice announce="status">
            <p>
              {t('tracking.lost')}{' '}
              <A to={`/orders/${tracking.order_number}`} reloadDocument className="link">
                {t('tracking.reload')}
              </A>
            </p>
          </Notice>
        </div>
      )}
    </section>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-soft">{label}</dt>
      <dd className="font-medium break-words">{children}</dd>
    </div>
  )
}

function Unpaid({ order }: { order: Order }) {
  const t = useT()
  return (
    <Notice tone="warn" title={t('complete.unpaid')}>
      {order.payment.method === 'fake' && (
        <A to={`/demo/pay?order=${order.order_number}`} className="link font-semibold">
          {t('complete.pay')}
        </A>
      )}
    </Notice>
  )
}

/** A disclosure stands between the first click and the deed; it needs no script. */
function Cancel() {
  const t = useT()
  const busy = useNavigation().formMethod === 'POST'
  return (
    <details className="card pad" open={useIsAnswered('cancel')}>
      <summary className="font-semibold">{t('order.cancel')}</summary>
      <Post name="cancel" className="mt-4 space-y-4">
        <p className="text-soft">{t('order.cancel_text')}</p>
        <TextField label={t('order.cancel_why')} optional={t('form.optional')} name="note" maxLength={500} />
        <Submit busy={busy} className="btn-bad">
          {t('order.cancel_now')}
        </Submit>
      </Post>
    </details>
  )
}

function Summary({ order }: { order: Order }) {
  const t = useT()
  return (
    <aside aria-label={t('cart.summary')} className="space-y-6">
      <section className="card pad">
        <h2 className="mb-1">{t('order.contents')}</h2>
        <OrderLines order={order} />
        <div className="border-t border-line pt-4">
          <Totals sums={order} currency={order.currency} />
        </div>
      </section>
      <section className="card pad">
        <h2 className="mb-2">{t('order.delivered_to')}</h2>
        <AddressLines address={order.address} />
        <h2 className="mt-5 mb-1">{t('checkout.payment')}</h2>
        <p className="text-soft">
          {t(`payment.${order.payment.method}`)} · {t(`payment.status.${order.payment.status}`)}
        </p>
      </section>
    </aside>
  )
}
