import type { Cart, LineProblem } from '@mortar/contract'
import { data, useNavigation } from 'react-router'
import type { Route } from './+types/cart'
import { cartHeaders } from '../parts/cookies.server.ts'
import { failureOf } from '../parts/failure.ts'
import { textOf, wholeOf } from '../parts/form.ts'
import { useLocale, useT } from '../parts/i18n/use.ts'
import { A, Post } from '../parts/link.tsx'
import { money } from '../parts/money.ts'
import { Totals } from '../parts/order.tsx'
import { act, page } from '../parts/page.server.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { Title } from '../parts/title.tsx'
import { Empty } from '../ui/empty.tsx'
import { Icon } from '../ui/icon.tsx'

export const loader = (args: Route.LoaderArgs) => page(args, async ({ api }) => ({ cart: await api.view_cart() }))

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    // A step button says how many there shall be; without one it is the number in the field.
    const quantity = form.has('step') ? wholeOf(form, 'step') : wholeOf(form, 'quantity')
    const body = { product: textOf(form, 'product'), variant: textOf(form, 'variant'), quantity }
    return data({ cart: true }, { headers: cartHeaders(web, await web.api.update_cart({ body })) })
  })

type Group = Cart['shops'][number]
type Line = Group['items'][number]

export default function CartPage({ loaderData: { cart }, actionData }: Route.ComponentProps) {
  const t = useT()
  return (
    <>
      <Title>{t('cart.title')}</Title>
      <h1 className="mb-5">{t('cart.title')}</h1>
      <ProblemNotice problem={failureOf(actionData).problem} />
      {cart.shops.length === 0 ? (
        <Empty icon="cart" title={t('cart.empty')} text={t('cart.empty_text')}>
          <A to="/search" className="btn btn-main">
            {t('cart.browse')}
          </A>
        </Empty>
      ) : (
        <Filled cart={cart} />
      )}
    </>
  )
}

function Filled({ cart }: { cart: Cart }) {
  return (
    <div className="mt-4 grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
      <div className="space-y-6">
        {cart.shops.map((group) => (
          <ShopGroup key={group.shop.slug} group={group} currency={cart.currency} />
        ))}
      </div>
      <Summary cart={cart} />
    </div>
  )
}

function ShopGroup({ group, currency }: { group: Group; currency: string }) {
  const t = useT()
  return (
    <section className="card pad" aria-labelledby={`shop-${group.shop.slug}`}>
      <h2 id={`shop-${group.shop.slug}`} className="flex items-center gap-2">
        <Icon name="store" className="text-accent" />
        <A to={`/shops/${group.shop.slug}`} className="hover:underline">
          {group.shop.name}
        </A>
      </h2>
      <p className="mt-1 mb-2 text-sm text-soft">{t('cart.own_parcel')}</p>
      <ul className="divide-y divide-line">
        {group.items.map((line) => (
          <CartLine key={line.variant} line={line} currency={currency} />
        ))}
      </ul>
      <div className="mt-2 border-t border-line pt-4 sm:ml-auto sm:max-w-xs">
        <Totals sums={group} currency={currency} />
      </div>
    </section>
  )
}

function CartLine({ line, currency }: { line: Line; currency: string }) {
  const t = useT()
  const locale = useLocale()
  return (
    <li className="py-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-48 flex-1">
          <A to={`/products/${line.product}`} className="font-medium hover:underline">
            {line.name}
          </A>
          <p className="money text-sm text-soft">{t('cart.each', { price: money(line.price, currency, locale) })}</p>
        </div>
        <Quantity line={line} />
        <strong className="money min-w-20 text-right">{money(line.total, currency, locale)}</strong>
      </div>
      {line.problems.map((problem) => (
        <Problem key={problem} problem={problem} line={line} />
      ))}
    </li>
  )
}

function Problem({ problem, line }: { problem: LineProblem; line: Line }) {
  return (
    <p className="mt-2 flex gap-2 text-sm font-medium text-bad">
      <Icon name="alert" />
      {useT()(`cart.problem.${problem}`, { stock: line.stock })}
    </p>
  )
}

const step = 'grid size-11 place-items-center hover:bg-sunken'

/** Every button is a submit button with its own number: the stepper needs no script. */
function Quantity({ line }: { line: Line }) {
  const t = useT()
  const busy = useNavigation().state === 'submitting'
  const id = `quantity-${line.variant}`
  return (
    <Post preventScrollReset aria-busy={busy} className="flex items-center gap-2">
      {/* Enter in the field presses the first button of a form: this one, which sends the field. */}
      <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true" />
      <input type="hidden" name="product" value={line.product} />
      <input type="hidden" name="variant" value={line.variant} />
      <div className="flex overflow-hidden rounded-xl border border-edge">
        <button name="step" value={line.quantity - 1} aria-label={t('cart.less', { name: line.name })} className={step}>
          <Icon name="minus" />
        </button>
        <label htmlFor={id} className="sr-only">
          {t('cart.quantity', { name: line.name })}
        </label>
        <input
          id={id}
          key={line.quantity}
          name="quantity"
          defaultValue={line.quantity}
          inputMode="numeric"
          autoComplete="off"
          className="money w-11 text-center"
        />
        <button name="step" value={line.quantity + 1} aria-label={t('cart.more', { name: line.name })} className={step}>
          <Icon name="plus" />
        </button>
      </div>
      <button
        name="step"
        value={0}
        aria-label={t('cart.remove', { name: line.name })}
        className={`${step} rounded-xl text-soft`}
      >
        <Icon name="bin" />
      </button>
    </Post>
  )
}

function Summary({ cart }: { cart: Cart }) {
  const t = useT()
  const locale = useLocale()
  const blocked = cart.shops.some((group) => group.items.some((line) => line.problems.length > 0))
  return (
    <aside aria-label={t('cart.summary')} className="card pad space-y-4 lg:sticky lg:top-24">
      <p className="flex items-baseline justify-between gap-4">
        <span className="text-lg font-semibold">{t('totals.total')}</span>
        <strong className="money text-2xl">{money(cart.total, cart.currency, locale)}</strong>
      </p>
      <p className="text-sm text-soft">{t('cart.orders', { count: cart.shops.length })}</p>
      {blocked ? (
        <p className="font-medium text-bad">{t('cart.blocked')}</p>
      ) : (
        <A to="/checkout" className="btn btn-main w-full">
          {t('cart.checkout')}
        </A>
      )}
      <A to="/search" className="btn btn-calm w-full">
        {t('cart.browse')}
      </A>
    </aside>
  )
}
