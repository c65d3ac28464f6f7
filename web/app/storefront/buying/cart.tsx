import type { Cart } from '@mortar/contract'
import { data, redirect, useFetcher, type FetcherWithComponents, type ShouldRevalidateFunctionArgs } from 'react-router'
import type { Route } from './+types/cart'
import { Answer } from '../../parts/answer.tsx'
import { cartHeaders } from '../../parts/cookies.server.ts'
import { done, doneQuietly } from '../../parts/done.ts'
import { localeOf } from '../../parts/i18n/locales.ts'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { money } from '../../parts/money.ts'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { useTurns } from '../../parts/use-turns.ts'
import { Empty } from '../../ui/empty.tsx'
import { Submit } from '../../ui/submit.tsx'
import { ShopGroup } from './cart-group.tsx'
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
