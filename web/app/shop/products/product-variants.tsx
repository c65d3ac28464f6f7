import { Answer, useIsAnswered } from '../../parts/answer.tsx'
import { failureIn, fieldErrors } from '../../parts/failure.ts'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { money } from '../../parts/money.ts'
import { Post } from '../../parts/post.tsx'
import { Submit } from '../../ui/submit.tsx'
import { AddVariant } from './add-variant.tsx'
import type { Product } from './product-deeds.server.ts'
import { Part, useBusy } from './product-part.tsx'
import { variantText } from './variant-text.ts'

type Props = { product: Product; answer: unknown }

/** What the product is sold in, what it was sold in, and the way to sell it in more. */
export function Variants({ product, answer }: Props) {
  const t = useT()
  const { variants, archived } = product
  return (
    <Part id="variants" title={t('console.variants')}>
      <div className="mb-4 empty:hidden">
        {/* What is moved takes its own form along to the other list. */}
        <Answer to="archive" />
        <Answer to="restore" />
      </div>
      {variants.length > 1 && (
        <ul className="divide-y divide-line">
          {variants.map((variant) => (
            <Row key={variant.sku} variant={variant} product={product} deed="archive" answer={answer} />
          ))}
        </ul>
      )}
      {archived.length > 0 && (
        <>
          <h3 className="mt-5 mb-1 text-base">{t('console.archived')}</h3>
          <p className="text-sm text-soft">{t('console.archived_text')}</p>
          <ul className="divide-y divide-line">
            {archived.map((variant) => (
              <Row key={variant.sku} variant={variant} product={product} deed="restore" answer={answer} />
            ))}
          </ul>
        </>
      )}
      <details className="mt-4" open={useIsAnswered('add')}>
        <summary className="btn btn-calm btn-small">{t('console.add_variant')}</summary>
        <AddVariant key={variants.length} product={product} answer={answer} />
      </details>
    </Part>
  )
}

type RowProps = Props & { variant: Product['variants'][number]; deed: 'archive' | 'restore' }

function Row({ variant, product, deed, answer }: RowProps) {
  const t = useT()
  const locale = useLocale()
  const { problem, values } = failureIn(answer, deed)
  const wrong = values?.['sku'] === variant.sku ? fieldErrors(t, problem)('variants.0.is_archived') : null
  const text = variantText(variant)
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">{text}</p>
        <p className="text-sm text-soft">
          {text !== variant.sku && <span className="font-mono wrap-anywhere">{variant.sku} · </span>}
          {money(variant.price, product.currency, locale)}
          {deed === 'archive' && ` · ${t('console.buyable', { count: variant.stock })}`}
        </p>
        {wrong !== null && <p className="wrong">{wrong}</p>}
      </div>
      <Post name={deed} silent>
        <input type="hidden" name="deed" value={deed} />
        <input type="hidden" name="sku" value={variant.sku} />
        <Submit
          busy={useBusy(deed)}
          className="btn-calm btn-small"
          aria-label={t(`console.${deed}_of`, { variant: text })}
        >
          {t(`console.${deed}`)}
        </Submit>
      </Post>
    </li>
  )
}
