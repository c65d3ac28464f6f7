import type { Problem } from '@mortar/contract'
import { useNavigation } from 'react-router'
import { failureOf, fieldErrors } from '../parts/failure.ts'
import { useLocale, useT } from '../parts/i18n/use.ts'
import { A, Post } from '../parts/link.tsx'
import { drawingOf } from '../parts/medicine.ts'
import { money } from '../parts/money.ts'
import type { Answered } from '../parts/page.server.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { Legal } from '../parts/product-card.tsx'
import { Done } from '../ui/done.tsx'
import { TextField } from '../ui/field.tsx'
import { Illustration } from '../ui/illustration.tsx'
import { Submit } from '../ui/submit.tsx'
import { useMay } from './may.ts'

type Product = Answered<'my_products'>['results'][number]

export type RowDone = { product: string; done: 'price' | 'on' | 'off' }
type Answer = RowDone | { problem: Problem; values: Record<string, string> } | undefined

/** Of the many forms of the list one was sent: what came of it is said in the row that it stands in. */
export const answerTo = ({ slug }: Product, answer: Answer): Answer => {
  const { values } = failureOf(answer)
  const about = answer !== undefined && 'product' in answer ? answer.product : values?.['product']
  return about === slug ? answer : undefined
}

export function Row({ product, answer }: { product: Product; answer: Answer }) {
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
        <p className="money mt-1 text-lg font-semibold">{money(product.price, product.currency, locale)}</p>
        {answer !== undefined && 'done' in answer && (
          <div className="mt-2">
            <Done key={`${answer.done} ${product.price}`}>
              {answer.done === 'price'
                ? t('console.price_is', { price: money(product.price, product.currency, locale) })
                : t(`console.sale.${answer.done}`)}
            </Done>
          </div>
        )}
      </div>
      <Deeds product={product} answer={answer} />
    </li>
  )
}

function Deeds({ product, answer }: { product: Product; answer: Answer }) {
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
      {may.products && <Listing product={product} answer={answer} />}
    </div>
  )
}

/** At what price, and whether it is on sale. */
function Listing({ product, answer }: { product: Product; answer: Answer }) {
  const t = useT()
  const { problem, values } = failureOf(answer)
  const wrong = fieldErrors(t, problem)('price')
  const busy = useNavigation().state === 'submitting'
  return (
    <>
      {/* Saved, it is a new one: folded in again. */}
      <details key={product.price} open={problem !== undefined} className="group relative">
        <summary className="btn btn-calm btn-small">{t('console.change_price')}</summary>
        <Post preventScrollReset className="card mt-2 flex items-start gap-2 p-3 md:absolute md:right-0 md:z-10">
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
      {wrong === null && problem !== undefined && <ProblemNotice problem={problem} />}
      <Post preventScrollReset>
        <input type="hidden" name="product" value={product.slug} />
        <Submit busy={busy} name="is_live" value={String(!product.is_live)} className="btn-calm btn-small">
          {t(product.is_live ? 'console.take_off' : 'console.put_on')}
        </Submit>
      </Post>
    </>
  )
}
