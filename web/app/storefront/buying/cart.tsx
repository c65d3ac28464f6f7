import type { Cart, LineProblem } from '@mortar/contract'
import { use } from 'react'
import { data, redirect, useFetcher, type FetcherWithComponents, type ShouldRevalidateFunctionArgs } from 'react-router'
import type { Route } from './+types/cart'
import { Answer } from '../../parts/answer.tsx'
import { cartHeaders } from '../../parts/cookies.server.ts'
import { done, doneQuietly } from '../../parts/done.ts'
import { localeOf } from '../../parts/i18n/locales.ts'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { money } from '../../parts/money.ts'
import { Totals } from '../../parts/order.tsx'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { useFollowed } from '../../parts/use-followed.ts'
import { useTurns } from '../../parts/use-turns.ts'
import { Empty } from '../../ui/empty.tsx'
import { FormAnswer } from '../../ui/form-answer.ts'
import { Icon } from '../../ui/icon.tsx'
import { Submit } from '../../ui/submit.tsx'
import { changeCart } from './cart-lines.server.ts'

export const loader = (args: Route.LoaderArgs) => page(args, async ({ api }) => ({ cart: await api.view_cart() }))

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const { cart, isLess } = await changeCart(web, form)
    const headers = cart === undefined ? {} : cartHeaders(web, cart)
    if (form.has('checkout')) return redirect(web.path('/checkout'), { headers })
    const { total, currency } = cart ?? (await web.api.view_cart())
    const sum = { total: money(total, currency, localeOf(web.url.pathname)) }
    // What is gone takes the keyboard with it, and is said to eyes too; a number that changes is seen.
    return data(isLess ? done(form, 'cart.removed', sum) : doneQuietly(form, 'cart.updated', sum), { headers })
  })

/** Of several numbers those before the one that is refused are taken: the cart is read again either way. */
export const shouldRevalidate = ({ defaultShouldRevalidate, formMethod }: ShouldRevalidateFunctionArgs) =>
  defaultShouldRevalidate || formMethod !== undefined

type Group = Cart['shops'][number]
type Line = Group['items'][number]

export default function CartPage({ loaderData: { cart } }: Route.ComponentProps) {
  const t = useT()
  const fetcher = useFetcher<typeof action>()
  return (
    <>
      <Title>{t('cart.title')}</Title>
      <h1 className="mb-5">{t('cart.title')}</h1>
      <div className="mb-5 has-data-quiet:mb-0 empty:hidden">
        <Answer by={fetcher} unless={cart.shops.length > 0 ? ['cart'] : []} />
      </div>
      {cart.shops.length === 0 ? (
        <Empty icon="cart" title={t('cart.empty')} text={t('cart.empty_text')}>
          <A to="/search" className="btn btn-main">
            {t('cart.browse')}
          </A>
        </Empty>
      ) : (
        <Filled cart={cart} fetcher={fetcher} />
      )}
    </>
  )
}

type FilledProps = { cart: Cart; fetcher: FetcherWithComponents<unknown> }

/**
 * One form: whichever of its buttons is pressed, every number that was typed goes with it. With a script a number is sent as soon
 * as its field is left, and one change after the other; without one there is a button for it.
 */
function Filled({ cart, fetcher }: FilledProps) {
  const t = useT()
  return (
    <Post
      name="cart"
      by={fetcher}
      leaves
      aria-busy={fetcher.state !== 'idle'}
      onSubmit={useTurns(fetcher)}
      className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]"
    >
      {/* Enter in a field presses the first button of its form. */}
      <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true" />
      <div className="space-y-6">
        {cart.shops.map((group, i) => (
          <ShopGroup
            key={group.shop.slug}
            group={group}
            currency={cart.currency}
            first={cart.shops.slice(0, i).reduce((count, { items }) => count + items.length, 0)}
            sent={fetcher.formData}
          />
        ))}
        <noscript>
          <button type="submit" className="btn btn-calm">
            {t('cart.update')}
          </button>
        </noscript>
      </div>
      <Summary cart={cart} />
    </Post>
  )
}

type Sent = FormData | undefined
/** `first`: the place of its first line among all of the cart. `sent`: what is on its way. */
type GroupProps = { group: Group; currency: string; first: number; sent: Sent }

function ShopGroup({ group, currency, first, sent }: GroupProps) {
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
        {group.items.map((line, i) => (
          <CartLine key={line.variant} line={line} currency={currency} place={first + i} sent={sent} />
        ))}
      </ul>
      <div className="mt-2 border-t border-line pt-4 sm:ml-auto sm:max-w-xs">
        <Totals sums={group} currency={currency} />
      </div>
    </section>
  )
}

type LineProps = { line: Line; place: number; sent: Sent }

function CartLine({ line, currency, place, sent }: LineProps & { currency: string }) {
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
        <Quantity line={line} place={place} sent={sent} />
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

/** Every button is a submit button: the stepper needs no script. */
function Quantity({ line, place, sent }: LineProps) {
  const t = useT()
  const id = `quantity-${place}`
  const name = `quantity.${place}`
  const { ref, isTyped } = useFollowed(String(line.quantity), sent?.get(name))
  const typed = use(FormAnswer).typed[name]
  const isRefused = typed !== undefined && typed !== String(line.quantity)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="line" value={`${line.product}/${line.variant}`} />
      <input type="hidden" name={`was.${place}`} value={line.quantity} />
      <div className="flex overflow-hidden rounded-xl border border-edge">
        <button name="step" value={`${place}:less`} aria-label={t('cart.less', { name: line.name })} className={step}>
          <Icon name="minus" />
        </button>
        <label htmlFor={id} className="sr-only">
          {t('cart.quantity', { name: line.name })}
        </label>
        <input
          id={id}
          name={name}
          ref={ref}
          defaultValue={isRefused ? typed : line.quantity}
          aria-invalid={isRefused || undefined}
          aria-describedby={isRefused ? `${id}-wrong` : undefined}
          onBlur={({ currentTarget: { form } }) => isTyped() && form?.requestSubmit()}
          inputMode="numeric"
          autoComplete="off"
          className="money w-11 text-center aria-invalid:text-bad"
        />
        <button name="step" value={`${place}:more`} aria-label={t('cart.more', { name: line.name })} className={step}>
          <Icon name="plus" />
        </button>
      </div>
      <button
        name="step"
        value={`${place}:none`}
        aria-label={t('cart.remove', { name: line.name })}
        className={`${step} rounded-xl text-soft`}
      >
        <Icon name="bin" />
      </button>
      {isRefused && (
        <p id={`${id}-wrong`} className="wrong mt-0 w-full sm:text-right">
          {t('cart.not_taken', { count: line.quantity })}
        </p>
      )}
    </div>
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
        <Submit name="checkout" value="yes" className="btn-main w-full">
          {t('cart.checkout')}
        </Submit>
      )}
      <A to="/search" className="btn btn-calm w-full">
        {t('cart.browse')}
      </A>
    </aside>
  )
}
