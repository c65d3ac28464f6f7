import { useNavigation } from 'react-router'
import { useIsAnswered } from '../../parts/answer.tsx'
import { failureIn, fieldErrors } from '../../parts/failure.ts'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { drawingOf } from '../../parts/medicine.ts'
import { money } from '../../parts/money.ts'
import type { Answered } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Legal } from '../../parts/product-card.tsx'
import { TextField } from '../../ui/field.tsx'
import { Illustration } from '../../ui/illustration.tsx'
import { Submit } from '../../ui/submit.tsx'
import { useMay } from '../may.ts'

type Product = Answered<'my_products'>['results'][number]

type Props = { product: Product; answer: unknown }

export function Row({ product, answer }: Props) {
  const t = useT()
  const locale = useLocale()
  const low = product.stock <= product.low_stock_at
  return (
    <li className="card grid grid-cols-[4.5rem_1fr] gap-4 p-4 md:grid-cols-[4.5rem_1fr_auto]">
      <Illustration drawing={drawingOf(product.medicine?.form)} className="aspect-square" />
      <div className="min-w-0">
        <h2 className="text-base">
          <A to={`/shop/products/${product.slug}`} className="hover:underline">
            {product.name}
          </A>
        </h2>
        <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-soft">
          <Legal medicine={product.medicine} />
          {!product.is_live && <span className="badge">{t('console.not_live')}</span>}
          <span className={`badge ${low ? 'badge-warn' : 'badge-good'}`}>
            {t('console.buyable', { count: product.stock })}
          </span>
          <span>{t('console.on_hand', { on_hand: product.on_hand, held: product.held })}</span>
        </p>
        <p className="money mt-1 text-lg font-semibold">
          {product.variants > 1
            ? t('console.from_price', {
                price: money(product.price, product.currency, locale),
                count: product.variants,
              })
            : money(product.price, product.currency, locale)}
        </p>
      </div>
      <Deeds product={product} answer={answer} />
    </li>
  )
}

function Deeds({ product, answer }: Props) {
  const t = useT()
  const may = useMay()
  return (
    <div className="col-span-2 flex flex-wrap items-start gap-2 empty:hidden md:col-span-1 md:justify-end">
      {may.stock && (
        <A to={`/shop/stock/receive?product=${product.slug}`} className="btn btn-calm btn-small">
          {t('console.receive')}
        </A>
      )}
      {may.products && (
        <A
          to={`/shop/products/${product.slug}`}
          aria-label={t('console.edit_of', { name: product.name })}
          className="btn btn-calm btn-small"
        >
          {t('console.edit')}
        </A>
      )}
      {may.products &&
        (product.variants > 1 ? <PricesLink slug={product.slug} /> : <Price product={product} answer={answer} />)}
      {may.products && <OnSale product={product} />}
    </div>
  )
}

/** Each of its variants has a price of its own: there is a page for that. */
function PricesLink({ slug }: { slug: string }) {
  return (
    <A to={`/shop/products/${slug}#prices`} className="btn btn-calm btn-small">
      {useT()('console.change_prices')}
    </A>
  )
}

function Price({ product, answer }: Props) {
  const t = useT()
  const name = `${product.slug}.price`
  const { problem, values } = failureIn(answer, name)
  const wrong = fieldErrors(t, problem)('price')
  const busy = useNavigation().state === 'submitting'
  return (
    // Stays open as long as it says what came of it.
    <details open={useIsAnswered(name)} className="group relative">
      <summary className="btn btn-calm btn-small">{t('console.change_price')}</summary>
      <Post
        key={product.price}
        name={name}
        className="card mt-2 flex flex-wrap items-start gap-2 p-3 md:absolute md:right-0 md:z-10 md:w-72"
      >
        <input type="hidden" name="product" value={product.slug} />
        <TextField
          label={t('console.price', { currency: product.currency })}
          name="price"
          inputMode="decimal"
          required
          className="w-32"
          defaultValue={values?.['price'] ?? (product.price / 100).toFixed(2)}
          error={wrong}
        />
        <Submit busy={busy} className="btn-main mt-7">
          {t('console.save')}
        </Submit>
      </Post>
    </details>
  )
}

function OnSale({ product }: Pick<Props, 'product'>) {
  const t = useT()
  const busy = useNavigation().state === 'submitting'
  return (
    <Post name={`${product.slug}.sale`} className="flex flex-col-reverse items-start gap-2 md:items-end">
      <input type="hidden" name="product" value={product.slug} />
      <Submit busy={busy} name="is_live" value={String(!product.is_live)} className="btn-calm btn-small">
        {t(product.is_live ? 'console.take_off' : 'console.put_on')}
      </Submit>
    </Post>
  )
}
