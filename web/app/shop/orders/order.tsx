import { redirect } from 'react-router'
import type { Route } from './+types/order'
import { Answer } from '../../parts/answer.tsx'
import { Instant } from '../../parts/dates.tsx'
import { done } from '../../parts/done.ts'
import { choiceOf } from '../../parts/choice.server.ts'
import { maybeText, ownPath, telling, textOf } from '../../parts/form.ts'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { OrderTimeline } from '../../parts/order-timeline.tsx'
import { AddressLines, OrderLines, StatusBadge, Totals } from '../../parts/order.tsx'
import { act, page, type Web } from '../../parts/page.server.ts'
import { Title } from '../../parts/title.tsx'
import { useMay } from '../may.ts'
import { Moves } from './moves.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => {
    const params = { order_number: args.params.order_number }
    const [order, tracking] = await Promise.all([api.get_order({ params }), api.track_order({ params })])
    return { order, tracking }
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const asked = choiceOf(form, 'move', moves)
    await move(web, form, asked, args.params.order_number)
    const back = ownPath(textOf(form, 'back'))
    return back === null ? done(form, `console.done.${asked}`) : redirect(telling(back, `done=${asked}`))
  })

const moves = ['approve', 'ship', 'deliver', 'cancel'] as const

function move({ api }: Web, form: FormData, asked: (typeof moves)[number], order_number: string) {
  const params = { order_number }
  const note = maybeText(form, 'note')
  if (asked === 'approve') return api.approve_order({ params, body: { note } })
  if (asked === 'deliver') return api.deliver_order({ params, body: { note } })
  if (asked === 'cancel') return api.cancel_order({ params, body: { note } })
  const carrier = maybeText(form, 'carrier')
  return api.ship_order({ params, body: { note, carrier, tracking_number: maybeText(form, 'tracking_number') } })
}

export default function ShopOrder({ loaderData: { order, tracking } }: Route.ComponentProps) {
  const t = useT()
  const may = useMay()
  return (
    <>
      <Title>{t('order.title', { number: order.order_number })}</Title>
      <header className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="font-mono text-xl break-all">{order.order_number}</h1>
        <StatusBadge status={order.status} />
        <p className="w-full text-soft">
          {order.customer.name ?? order.customer.username} · <Instant at={order.placed_at} />
        </p>
      </header>
      <Answer unless={may.orders ? order.moves : []} />
      <div className="mt-4 grid items-start gap-5 xl:grid-cols-[1fr_20rem]">
        <div className="space-y-5">
          {order.moves.length > 0 && may.orders && (
            <section className="card pad" aria-labelledby="moves">
              <h2 id="moves" className="mb-3">
                {t('console.next')}
              </h2>
              <Moves order={order} />
            </section>
          )}
          <section className="card pad" aria-labelledby="contents">
            <h2 id="contents">{t('order.contents')}</h2>
            <OrderLines order={order} to={(product) => `/shop/products/${product}`} />
            <div className="border-t border-line pt-4 sm:ml-auto sm:max-w-xs">
              <Totals sums={order} currency={order.currency} />
            </div>
          </section>
        </div>
        <Side order={order} tracking={tracking} />
      </div>
    </>
  )
}

type Data = Route.ComponentProps['loaderData']

/** Why the shop is not told who and where any more; undefined as long as it is, or where the buyer has taken it away. */
function useWhyClosed({ customer, status }: Data['order']): string | undefined {
  const t = useT()
  if (customer.name !== null) return undefined
  return t(status === 'delivered' ? 'console.closed.delivered' : 'console.closed.over')
}

function Side({ order, tracking }: Data) {
  const t = useT()
  return (
    <div className="space-y-5">
      <section className="card pad">
        <h2 className="mb-2">{t('order.delivered_to')}</h2>
        <AddressLines address={order.address} none={useWhyClosed(order)} />
        <h2 className="mt-5 mb-1">{t('checkout.payment')}</h2>
        <p className="text-soft">
          {t(`payment.${order.payment.method}`)} · {t(`payment.status.${order.payment.status}`)}
        </p>
      </section>
      <section className="card pad">
        <h2 className="mb-4">{t('tracking.title')}</h2>
        <OrderTimeline tracking={tracking} />
        {tracking.tracking_number !== null && (
          <p className="mt-4 text-sm text-soft">
            {tracking.carrier} {tracking.tracking_number}
          </p>
        )}
      </section>
      <A to="/shop" className="link">
        {t('console.all_orders')}
      </A>
    </div>
  )
}
