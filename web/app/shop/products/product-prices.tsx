import { Instant } from '../../parts/dates.tsx'
import { failureIn, fieldErrors } from '../../parts/failure.ts'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { money } from '../../parts/money.ts'
import { TextField } from '../../ui/field.tsx'
import { Submit } from '../../ui/submit.tsx'
import { fieldOf } from './prices-in.ts'
import type { Product } from './product-deeds.server.ts'
import { Part, PartForm, useBusy } from './product-part.tsx'
import { variantText } from './variant-text.ts'

type Earlier = { price: number; variant: string; from: string; to: string }
type Props = { product: Product; earlier: Earlier[]; answer: unknown }

const decimal = (minor: number) => (minor / 100).toFixed(2)

/** What each variant costs, and what it did. */
export function Prices({ product, earlier, answer }: Props) {
  const t = useT()
  const { problem, values } = failureIn(answer, 'prices')
  const errorOf = fieldErrors(t, problem)
  const several = product.variants.length > 1
  return (
    <Part id="prices" title={t('console.prices')}>
      <PartForm deed="prices" className="space-y-4">
        <ul className="space-y-4">
          {product.variants.map(({ sku, options, price, stock }, i) => (
            // A price that was saved is what the field begins with next time.
            <li key={`${sku} ${price}`} className="flex flex-wrap items-end gap-x-6 gap-y-2">
              <input type="hidden" name={`sku.${i}`} value={sku} />
              <input type="hidden" name={`was.${i}`} value={decimal(price)} />
              <TextField
                label={
                  several
                    ? t('console.price_of', { variant: variantText({ sku, options }), currency: product.currency })
                    : t('console.price', { currency: product.currency })
                }
                name={`price.${i}`}
                inputMode="decimal"
                defaultValue={values?.[`price.${i}`] ?? decimal(price)}
                error={errorOf(fieldOf((name) => values?.[name] ?? '', sku))}
                required
                className="w-full sm:w-72"
              />
              <p className="pb-2 text-sm text-soft">
                <span className="font-mono wrap-anywhere">{sku}</span> · {t('console.buyable', { count: stock })}
              </p>
            </li>
          ))}
        </ul>
        <Submit busy={useBusy('prices')}>{t('console.save_prices', { count: product.variants.length })}</Submit>
      </PartForm>
      {earlier.length > 0 && <EarlierPrices product={product} earlier={earlier} />}
    </Part>
  )
}

function EarlierPrices({ product, earlier }: Omit<Props, 'answer'>) {
  const t = useT()
  const locale = useLocale()
  return (
    <div className="mt-6 border-t border-line pt-4">
      <h3 className="mb-2 text-base">{t('console.earlier_prices')}</h3>
      <ul className="space-y-1 text-sm text-soft">
        {earlier.map(({ price, variant, from, to }) => (
          <li key={`${variant} ${from}`} className="flex flex-wrap gap-x-3">
            <span className="money font-medium text-ink">{money(price, product.currency, locale)}</span>
            <span>
              {t('console.until')} <Instant at={to} />
            </span>
            {product.variants.length > 1 && <span className="font-mono">{variant}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}
