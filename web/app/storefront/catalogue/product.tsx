import { useState } from 'react'
import { data, useNavigation } from 'react-router'
import type { Route } from './+types/product'
import { Answer } from '../../parts/answer.tsx'
import { cartHeaders } from '../../parts/cookies.server.ts'
import { deliveryText } from '../../parts/delivery.server.ts'
import { Delivery } from '../../parts/delivery.tsx'
import { done } from '../../parts/done.ts'
import { textOf, wholeOf } from '../../parts/form.ts'
import { localeOf } from '../../parts/i18n/locales.ts'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { drawingOf } from '../../parts/medicine.ts'
import { money } from '../../parts/money.ts'
import { act, beside, page, unless, type Answered, type Web } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Legal, Shelf, StockState, Verified } from '../../parts/product-card.tsx'
import { Title } from '../../parts/title.tsx'
import { Illustration } from '../../ui/illustration.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Submit } from '../../ui/submit.tsx'
import { Facts } from './product-facts.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const { delivery, ...product } = await api.get_product({ params: { slug: args.params.slug } })
    const found = await alike(api, product)
    const brought = deliveryText(delivery, product.currency, localeOf(url.pathname))
    return { product: { ...product, brought }, others: found.filter(({ slug }) => slug !== product.slug).slice(0, 4) }
  })

/** The same substance in the same strength and form; some strengths are words, which no search takes. */
async function alike(api: Web['api'], { medicine }: Pick<Answered<'get_product'>, 'medicine'>) {
  const first = medicine?.substances[0]
  if (medicine === null || medicine === undefined || first === undefined) return []
  const query = { substance: first.name, form: medicine.form, sort: 'price' as const, page_size: 5 }
  const strength = first.strength ?? undefined
  const exactly = unless(api.search_products({ query: { ...query, strength } }), 'invalid_input')
  const found = await beside(exactly.then((result) => result ?? api.search_products({ query })))
  return found?.results ?? []
}

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const quantity = wholeOf(form, 'quantity')
    const body = { product: args.params.slug, variant: textOf(form, 'variant'), quantity }
    const cart = await web.api.add_to_cart({ body })
    return data(done(form, 'product.added', { count: quantity }), { headers: cartHeaders(web, cart) })
  })

type Product = Route.ComponentProps['loaderData']['product']

export default function ProductPage({ loaderData: { product, others } }: Route.ComponentProps) {
  const t = useT()
  const locale = useLocale()
  return (
    <>
      <Title
        description={t('product.description', {
          name: product.name,
          shop: product.shop.name,
          price: money(product.price, product.currency, locale),
        })}
      >
        {product.name}
      </Title>
      <article className="grid items-start gap-6 md:grid-cols-2 lg:gap-10">
        <Illustration drawing={drawingOf(product.medicine?.form)} className="aspect-[4/3] w-full md:sticky md:top-24" />
        <div className="min-w-0 space-y-5">
          <Head product={product} />
          <Buy product={product} />
          {product.description !== null && <p className="max-w-prose whitespace-pre-line">{product.description}</p>}
          <Facts product={product} />
        </div>
      </article>
      {others.length > 0 && (
        <section aria-labelledby="others" className="mt-12">
          <h2 id="others" className="mb-1">
            {t('product.others')}
          </h2>
          <p className="mb-4 text-soft">{t('product.others_text')}</p>
          <Shelf products={others} />
        </section>
      )}
    </>
  )
}

function Head({ product }: { product: Product }) {
  const t = useT()
  return (
    <header>
      <div className="mb-2 flex flex-wrap gap-1.5">
        <Legal medicine={product.medicine} />
        <StockState product={product} />
      </div>
      <h1>{product.name}</h1>
      <p className="mt-2 text-soft">
        {t('product.sold_by')}{' '}
        <A to={`/shops/${product.shop.slug}`} className="link">
          {product.shop.name}
        </A>
        {product.shop.is_verified && <Verified />}
      </p>
    </header>
  )
}

/** Why it cannot be bought, or the way to buy it. */
function Buy({ product }: { product: Product }) {
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
