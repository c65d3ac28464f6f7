import type { Cart, LineProblem } from '@mortar/contract'
import { use } from 'react'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { money } from '../../parts/money.ts'
import { Totals } from '../../parts/order.tsx'
import { useFollowed } from '../../parts/use-followed.ts'
import { FormAnswer } from '../../ui/form-answer.ts'
import { Icon } from '../../ui/icon.tsx'

type Group = Cart['shops'][number]
type Line = Group['items'][number]

type Sent = FormData | undefined
/** `first`: the place of its first line among all of the cart. `sent`: what is on its way. */
type GroupProps = { group: Group; currency: string; first: number; sent: Sent }

export function ShopGroup({ group, currency, first, sent }: GroupProps) {
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
