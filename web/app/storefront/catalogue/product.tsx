import { data } from 'react-router'
import type { Route } from './+types/product'
import { cartHeaders } from '../../parts/cookies.server.ts'
import { deliveryText } from '../../parts/delivery.server.ts'
import { done } from '../../parts/done.ts'
import { textOf, wholeOf } from '../../parts/form.ts'
import { localeOf } from '../../parts/i18n/locales.ts'
import { useLocale, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { drawingOf } from '../../parts/medicine.ts'
import { money } from '../../parts/money.ts'
import { act, beside, page, unless, type Answered, type Web } from '../../parts/page.server.ts'
import { Legal, Shelf, StockState, Verified } from '../../parts/product-card.tsx'
import { Title } from '../../parts/title.tsx'
import { Illustration } from '../../ui/illustration.tsx'
import { Buy } from './product-buy.tsx'
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

export type Product = Route.ComponentProps['loaderData']['product']

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
