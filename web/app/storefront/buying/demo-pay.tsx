import { redirect, useNavigation } from 'react-router'
import type { Route } from './+types/demo-pay'
import { Answer } from '../../parts/answer.tsx'
import { choiceOf } from '../../parts/choice.server.ts'
import { textOf } from '../../parts/form.ts'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { money } from '../../parts/money.ts'
import { act, page, type Web } from '../../parts/page.server.ts'
import { ordersNamed } from '../../parts/placed.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Submit } from '../../ui/submit.tsx'
import { dueOf } from './paid.ts'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async (web) => {
    const orders = await ordersNamed(web)
    const [{ payment, currency }] = orders
    const due = dueOf(await ofOnePayment(web, orders))
    return { payment, currency, due, query: web.url.search }
  })

/** Paid is the whole payment, whichever of its orders the address names. */
async function ofOnePayment({ api }: Web, orders: Awaited<ReturnType<typeof ordersNamed>>) {
  const [{ payment }] = orders
  const { results } = await api.my_orders({ query: { status: 'pending', page_size: 100 } })
  const named = new Set(orders.map(({ order_number }) => order_number))
  return [...orders, ...results.filter((one) => one.payment.id === payment.id && !named.has(one.order_number))]
}

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api, path, url }, form) => {
    const outcome = choiceOf(form, 'outcome', ['paid', 'failed'])
    await api.pay_fake({ params: { id: textOf(form, 'payment') }, body: { outcome } })
    return redirect(path(`/checkout/complete${url.search}`))
  })

/** Plays the card company: plainly a demo, nothing is asked that a real card has. */
export default function DemoPay({ loaderData: { payment, currency, due, query } }: Route.ComponentProps) {
  const t = useT()
  const locale = useLocale()
  const busy = useNavigation().formMethod === 'POST'
  return (
    <div className="mx-auto max-w-md">
      <Title>{t('demo.pay')}</Title>
      <div className="card pad space-y-5">
        <p className="badge badge-warn">{t('demo.badge')}</p>
        <h1>{t('demo.pay')}</h1>
        <p className="text-soft">{t('demo.pay_text')}</p>
        {due > 0 && <p className="money text-3xl font-bold">{money(due, currency, locale)}</p>}
        <Answer unless={due > 0 ? ['form'] : []} />
        {due > 0 ? (
          <Post leaves className="grid gap-3 sm:grid-cols-2">
            <input type="hidden" name="payment" value={payment.id} />
            <Submit busy={busy} name="outcome" value="paid">
              {t('demo.accept')}
            </Submit>
            <Submit busy={busy} name="outcome" value="failed" className="btn-bad">
              {t('demo.decline')}
            </Submit>
          </Post>
        ) : (
          <Notice title={t('demo.settled')}>
            <A to={`/checkout/complete${query}`} className="link">
              {t('demo.see_orders')}
            </A>
          </Notice>
        )}
      </div>
    </div>
  )
}
