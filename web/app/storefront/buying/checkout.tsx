import type { Cart, PaymentMethod } from '@mortar/contract'
import { redirect, useNavigation } from 'react-router'
import type { Route } from './+types/checkout'
import { countries } from '../../parts/countries.server.ts'
import { failureOf, fieldErrors, type Failed } from '../../parts/failure.ts'
import { textOf } from '../../parts/form.ts'
import { localeOf } from '../../parts/i18n/locales.ts'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { money } from '../../parts/money.ts'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Submit } from '../../ui/submit.tsx'
import { chosenAddress, DeliveryAddress } from './delivery-address.tsx'
import { keepAddress } from './keep-address.server.ts'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url, path }) => {
    const [me, cart, { results: addresses }] = await Promise.all([api.get_me(), api.view_cart(), api.list_addresses()])
    // The cart says what is missing, line by line.
    const blocked = cart.shops.some((group) => group.items.some((line) => line.problems.length > 0))
    if (blocked || cart.shops.length === 0) throw redirect(path('/cart'))
    // One key for one rendered form: pressing twice, or going back and pressing again, is one order.
    const key = crypto.randomUUID()
    return { me, cart, addresses, key, countries: countries(localeOf(url.pathname)) }
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const { api, path } = web
    const method = textOf(form, 'payment_method') as PaymentMethod
    const placed = await api.checkout_cart({
      body: { address: chosenAddress(form), payment_method: method },
      headers: { 'Idempotency-Key': textOf(form, 'key') },
    })
    const orders = new URLSearchParams(placed.orders.map(({ order_number }) => ['order', order_number])).toString()
    const next = placed.payment.status === 'open' && method === 'fake' ? '/demo/pay' : '/checkout/complete'
    const isKept = await keepAddress(web, form)
    return redirect(path(`${next}?${orders}${isKept ? '' : '&unsaved'}`))
  })

export default function Checkout({ loaderData, actionData }: Route.ComponentProps) {
  const t = useT()
  const { me, cart } = loaderData
  const failure = failureOf(actionData)
  const { values = {} } = failure
  const busy = useNavigation().formMethod === 'POST'
  return (
    <>
      <Title>{t('checkout.title')}</Title>
      <h1 className="mb-5">{t('checkout.title')}</h1>
      <Post leaves className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        {/* After a refusal the same key goes again: should the first try have gone through after all, it stays one order. */}
        <input type="hidden" name="key" value={values['key'] ?? loaderData.key} />
        <div className="space-y-6">
          <DeliveryAddress {...loaderData} failure={failure} />
          <Payment
            methods={cart.payment_methods}
            chosen={values['payment_method']}
            failure={failure}
            isProved={me.email_verified}
          />
        </div>
        <Review cart={cart} busy={busy} />
      </Post>
    </>
  )
}

type PaymentProps = {
  methods: PaymentMethod[]
  chosen: string | undefined
  failure: Partial<Failed>
  /** Whether the buyer's address is confirmed: nobody orders for cash before. */
  isProved: boolean
}

function Payment({ methods, chosen = methods[0], failure: { problem }, isProved }: PaymentProps) {
  const t = useT()
  const wrong = fieldErrors(t, problem)('payment_method')
  return (
    <fieldset className="card pad" aria-describedby={wrong === null ? undefined : 'payment-wrong'}>
      <legend className="sr-only">{t('checkout.payment')}</legend>
      <h2 className="mb-4">{t('checkout.payment')}</h2>
      {!isProved && methods.includes('cash_on_delivery') && (
        <p className="mb-4 text-soft">
          {t('checkout.prove_first')}{' '}
          <A to="/verify" className="link">
            {t('register.verify')}
          </A>
        </p>
      )}
      {wrong !== null && (
        <p id="payment-wrong" className="wrong mb-4">
          {wrong}
        </p>
      )}
      <div className="grid gap-3">
        {methods.map((method) => (
          <label
            key={method}
            className="flex cursor-pointer items-center gap-3 rounded-xl border border-line p-4 has-checked:border-accent has-checked:bg-accent-tint"
          >
            <input type="radio" name="payment_method" value={method} defaultChecked={method === chosen} />
            <Icon name={method === 'fake' ? 'card' : 'truck'} className="text-accent" />
            <span>
              <span className="block font-medium">{t(`payment.${method}`)}</span>
              <span className="block text-sm text-soft">{t(`payment.${method}_text`)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function Review({ cart, busy }: { cart: Cart; busy: boolean }) {
  const t = useT()
  const locale = useLocale()
  return (
    <aside aria-label={t('cart.summary')} className="card pad space-y-4 lg:sticky lg:top-24">
      {cart.shops.map((group) => (
        <section key={group.shop.slug} aria-label={group.shop.name}>
          <h2 className="text-base">{group.shop.name}</h2>
          <ul className="mt-1 space-y-1 text-sm text-soft">
            {group.items.map((line) => (
              <li key={line.variant} className="flex justify-between gap-3">
                <span>{t('order.quantity_name', { count: line.quantity, name: line.name })}</span>
                <span className="money whitespace-nowrap">{money(line.total, cart.currency, locale)}</span>
              </li>
            ))}
            {group.charges.map(({ kind, amount }) => (
              <li key={kind} className="flex justify-between gap-3">
                <span>{t(`totals.${kind}`)}</span>
                <span className="money">{money(amount, cart.currency, locale)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p className="flex items-baseline justify-between gap-4 border-t border-line pt-4">
        <span className="text-lg font-semibold">{t('totals.total')}</span>
        <strong className="money text-2xl">{money(cart.total, cart.currency, locale)}</strong>
      </p>
      <Submit busy={busy} className="btn-main w-full">
        {t(busy ? 'checkout.placing' : 'checkout.place')}
      </Submit>
      <p className="text-sm text-soft">{t('cart.orders', { count: cart.shops.length })}</p>
    </aside>
  )
}
