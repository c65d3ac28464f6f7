import { useState } from 'react'
import { useNavigation } from 'react-router'
import { Answer } from '../../parts/answer.tsx'
import { Delivery } from '../../parts/delivery.tsx'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { money } from '../../parts/money.ts'
import { Post } from '../../parts/post.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Submit } from '../../ui/submit.tsx'
import type { Product } from './product.tsx'

/** Why it cannot be bought, or the way to buy it. */
export function Buy({ product }: { product: Product }) {
  const t = useT()
  const law = product.medicine?.legal_class
  if (law === 'narcotic')
    return <Refused product={product} title={t('product.narcotic')} text={t('product.narcotic_text')} />
  if (product.medicine?.prescription === true) {
    return <Refused product={product} title={t('product.prescription')} text={t('product.prescription_text')} />
  }
  // Another product is another form: nothing chosen here is carried over.
  return <BuyForm key={product.slug} product={product} />
}

function Refused({ product, title, text }: { product: Product; title: string; text: string }) {
  return (
    <div className="space-y-4">
      <Price of={product} product={product} />
      <Notice tone="warn" title={title}>
        <p>{text}</p>
      </Notice>
    </div>
  )
}

function BuyForm({ product }: { product: Product }) {
  const t = useT()
  const variants = product.variants
  const [sku, setSku] = useState((variants.find((one) => one.stock > 0) ?? variants[0])?.sku ?? '')
  const chosen = variants.find((one) => one.sku === sku)
  const stock = chosen?.stock ?? product.stock
  const busy = useNavigation().formMethod === 'POST'
  return (
    <Post silent className="card pad space-y-4">
      <Price of={chosen ?? product} product={product} />
      {variants.length > 1 ? (
        <Variants product={product} sku={sku} choose={setSku} />
      ) : (
        <input type="hidden" name="variant" value={sku} />
      )}
      {product.stock > 0 ? (
        <div className="flex items-end gap-3">
          <div className="w-24">
            <label htmlFor="quantity" className="label">
              {t('product.quantity')}
            </label>
            <input
              id="quantity"
              name="quantity"
              type="number"
              min={1}
              max={Math.max(1, Math.min(stock, 1000))}
              defaultValue={1}
              required
              className="input"
            />
          </div>
          <Submit busy={busy} className="btn-main flex-1">
            {t('product.add')}
          </Submit>
        </div>
      ) : (
        <Notice title={t('product.out')}>
          <p>{t('product.out_text')}</p>
        </Notice>
      )}
      <Answer to="form" next={<ToCart />} />
    </Post>
  )
}

function Price({ of, product }: { of: Pick<Product, 'price' | 'lowest_price_30d'>; product: Product }) {
  const t = useT()
  const locale = useLocale()
  const shown = (minor: number) => money(minor, product.currency, locale)
  return (
    <div>
      <p className="money text-3xl font-bold tracking-tight">{shown(of.price)}</p>
      <p className="text-sm text-soft">
        {t('product.tax_included')}
        {of.lowest_price_30d !== null && ` · ${t('product.lowest', { price: shown(of.lowest_price_30d) })}`}
      </p>
      <Delivery {...product.brought} />
    </div>
  )
}

function Variants({ product, sku, choose }: { product: Product; sku: string; choose: (sku: string) => void }) {
  const t = useT()
  const locale = useLocale()
  return (
    <fieldset>
      <legend className="label">{t('product.variant')}</legend>
      <div className="grid gap-2">
        {product.variants.map((one) => (
          <label
            key={one.sku}
            className="flex cursor-pointer items-center gap-3 rounded-xl border border-line p-3 has-checked:border-accent has-checked:bg-accent-tint"
          >
            <input
              type="radio"
              name="variant"
              value={one.sku}
              defaultChecked={one.sku === sku}
              disabled={one.stock <= 0}
              onChange={() => choose(one.sku)}
            />
            <span className="flex-1">{Object.values(one.options).join(' · ') || one.sku}</span>
            <span className="money">
              {one.stock > 0 ? money(one.price, product.currency, locale) : t('stock.none')}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function ToCart() {
  return (
    <A to="/cart" className="link font-semibold">
      {useT()('product.to_cart')}
    </A>
  )
}
