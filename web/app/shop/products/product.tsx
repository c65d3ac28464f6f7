import { redirect } from 'react-router'
import type { Route } from './+types/product'
import { Answer } from '../../parts/answer.tsx'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { drawingOf, formText, strengthText } from '../../parts/medicine.ts'
import { act, page, unless } from '../../parts/page.server.ts'
import { Legal } from '../../parts/product-card.tsx'
import { Title } from '../../parts/title.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Illustration } from '../../ui/illustration.tsx'
import { useMay } from '../may.ts'
import { NoDuty } from '../no-duty.tsx'
import { perform, type Product } from './product-deeds.server.ts'
import { Details } from './product-details.tsx'
import { Prices } from './product-prices.tsx'
import { Sale } from './product-sale.tsx'
import { Variants } from './product-variants.tsx'

/** They answer for themselves. */
const forms = ['details', 'prices', 'add', 'archive', 'restore', 'live', 'remove']
const earlier_shown = 6

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => {
    const params = { slug: args.params.slug }
    const [product, categories, history] = await Promise.all([
      api.get_my_product({ params }),
      api.list_categories(),
      // Of what is not on the market nothing is told but to the shop itself.
      unless(api.price_history({ params, query: { page_size: earlier_shown } }), 'not_found'),
    ])
    const earlier = history?.results.flatMap(({ to, ...point }) => (to === null ? [] : [{ ...point, to }])) ?? []
    return { product, categories: categories.results, earlier }
  })

export const action = (args: Route.ActionArgs) =>
  act(args, async (web, form) => {
    const done = await perform(web, form, args.params.slug)
    return done ?? redirect(web.path('/shop/products?done=removed'))
  })

export default function OwnProduct({ loaderData, actionData }: Route.ComponentProps) {
  const { product, categories, earlier } = loaderData
  const may = useMay()
  return (
    <div className="max-w-3xl space-y-5">
      <Title>{product.name}</Title>
      <Head product={product} />
      <Answer unless={may.products ? forms : []} />
      {may.products ? (
        <>
          <Details product={product} categories={categories} answer={actionData} />
          <Prices product={product} earlier={earlier} answer={actionData} />
          <Variants product={product} answer={actionData} />
          <Sale product={product} />
        </>
      ) : (
        <NoDuty />
      )}
    </div>
  )
}

function Head({ product }: { product: Product }) {
  const t = useT()
  const { medicine } = product
  return (
    <>
      <A to="/shop/products" className="link">
        <Icon name="back" className="mr-1" />
        {t('console.all_products')}
      </A>
      <header className="mt-2 grid grid-cols-[4.5rem_1fr] gap-x-4">
        <Illustration drawing={drawingOf(medicine?.form)} className="aspect-square" />
        <div className="min-w-0">
          <h1 className="wrap-anywhere">{product.name}</h1>
          {medicine !== null && (
            <p className="mt-1 text-sm text-soft">
              {[medicine.brand, strengthText(t, medicine), formText(t, medicine.form), medicine.pack.label]
                .filter(Boolean)
                .join(' · ')}
            </p>
          )}
          <p className="mt-2 flex flex-wrap items-center gap-2 text-sm text-soft">
            <Legal medicine={medicine} />
            {!product.is_live && <span className="badge">{t('console.not_live')}</span>}
            <span className={`badge ${product.stock <= product.low_stock_at ? 'badge-warn' : 'badge-good'}`}>
              {t('console.buyable', { count: product.stock })}
            </span>
            <span>{t('console.on_hand', { on_hand: product.on_hand, held: product.held })}</span>
          </p>
        </div>
      </header>
      <Ways product={product} />
    </>
  )
}

/** Where else this product is dealt with. */
function Ways({ product: { slug, is_live } }: { product: Product }) {
  const t = useT()
  const may = useMay()
  return (
    <p className="flex flex-wrap gap-2.5">
      {may.stock && (
        <A to={`/shop/stock/receive?product=${slug}`} className="btn btn-calm btn-small">
          <Icon name="plus" />
          {t('console.receive')}
        </A>
      )}
      <A to={`/shop/stock?product=${slug}`} className="btn btn-calm btn-small">
        <Icon name="box" />
        {t('console.its_lots')}
      </A>
      {is_live && (
        <A to={`/products/${slug}`} reloadDocument className="btn btn-calm btn-small">
          <Icon name="globe" />
          {t('console.public_page')}
        </A>
      )}
    </p>
  )
}
