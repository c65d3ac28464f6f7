import type { ProductCard as Product } from '@mortar/contract'
import { Icon } from '../ui/icon.tsx'
import { Illustration } from '../ui/illustration.tsx'
import { useLocale, useT } from './i18n/use.ts'
import { A } from './link.tsx'
import { drawingOf, formText, strengthText } from './medicine.ts'
import { money } from './money.ts'

/** One product in a list. The whole card is the link; its name is what a screen reader reads. */
export function ProductCard({ product }: { product: Product }) {
  const t = useT()
  const { medicine, shop } = product
  return (
    <li className="card relative flex min-w-0 flex-col gap-3 p-3 transition-colors hover:border-edge sm:p-4">
      <div className="relative">
        <Illustration drawing={drawingOf(medicine?.form)} className="aspect-[5/3] w-full" />
        <span className="absolute top-2 left-2">
          <Legal medicine={medicine} />
        </span>
      </div>
      <div className="flex-1">
        <h3 className="leading-snug">
          <A to={`/products/${product.slug}`} className="after:absolute after:inset-0 after:rounded-2xl">
            {product.name}
          </A>
        </h3>
        {medicine !== null && (
          <p className="mt-1 text-sm text-soft">
            {[strengthText(t, medicine), formText(t, medicine.form), packText(t, medicine.pack_quantity)]
              .filter(Boolean)
              .join(' · ')}
          </p>
        )}
        <p className="mt-1 text-sm text-soft">
          {shop.name}
          {shop.is_verified && <Verified />}
        </p>
      </div>
      <PriceLine product={product} />
    </li>
  )
}

type Translate = ReturnType<typeof useT>
const packText = (t: Translate, quantity: number | null) =>
  quantity === null ? '' : t('product.pack', { count: quantity })

function PriceLine({ product }: { product: Product }) {
  const locale = useLocale()
  return (
    <p className="flex flex-wrap items-baseline justify-between gap-x-2 gap-y-1">
      <strong className="money text-lg">{money(product.price, product.currency, locale)}</strong>
      <StockState product={product} />
    </p>
  )
}

export function Verified() {
  const t = useT()
  return (
    <span className="text-accent" title={t('shop.verified')}>
      {/* Stays on the line of the word before it. */}
      {'\u00A0'}
      <Icon name="seal" />
      <span className="sr-only">{t('shop.verified')}</span>
    </span>
  )
}

const few = 5

/** What is there, as far as it can be bought here: what needs a prescription is handed over at the pharmacy alone. */
export function StockState({ product: { stock, medicine } }: { product: Pick<Product, 'stock'> & { medicine: Law } }) {
  const t = useT()
  if (stock > 0 && medicine?.prescription === true) return <span className="badge">{t('stock.pharmacy')}</span>
  if (stock <= 0) return <span className="badge badge-bad">{t('stock.none')}</span>
  if (stock <= few) return <span className="badge badge-warn">{t('stock.few', { count: stock })}</span>
  return <span className="badge badge-good">{t('stock.some')}</span>
}

type Law = { legal_class: string; prescription: boolean } | null

/** What the law says of how it may be sold. Nothing stands here for what anyone may buy. */
export function Legal({ medicine }: { medicine: Law }) {
  const t = useT()
  if (medicine?.legal_class === 'narcotic') return <span className="badge badge-bad">{t('legal.narcotic')}</span>
  if (medicine?.prescription === true) return <span className="badge badge-warn">{t('legal.prescription')}</span>
  return null
}

/** A grid of cards, two to a row on a phone. */
export function Shelf({ products }: { products: Product[] }) {
  return (
    <ul className="grid grid-cols-2 gap-3 sm:gap-4 md:grid-cols-3 lg:grid-cols-4">
      {products.map((product) => (
        <ProductCard key={product.slug} product={product} />
      ))}
    </ul>
  )
}
