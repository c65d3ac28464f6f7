import type { Route } from './+types/shop'
import { deliveryText } from '../../parts/delivery.server.ts'
import { Delivery } from '../../parts/delivery.tsx'
import { localeOf } from '../../parts/i18n/locales.ts'
import { useT } from '../../parts/i18n/use.ts'
import { ListPages, pageOf } from '../../parts/list-pages.tsx'
import { page } from '../../parts/page.server.ts'
import { Shelf } from '../../parts/product-card.tsx'
import { Title } from '../../parts/title.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { listHead } from '../../ui/list-head.ts'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const { slug } = args.params
    const query = { shop: slug, page: pageOf(url.searchParams), page_size: 24, sort: 'newest' as const }
    const [shop, products] = await Promise.all([api.get_shop({ params: { slug } }), api.search_products({ query })])
    return { shop, products, brought: deliveryText(shop.delivery, shop.currency, localeOf(url.pathname)) }
  })

export default function Shop({ loaderData: { shop, products, brought } }: Route.ComponentProps) {
  const t = useT()
  return (
    <>
      <Title
        description={t('shop.description', {
          name: shop.city === null ? shop.name : `${shop.name}, ${shop.city}`,
          count: products.count,
        })}
      >
        {shop.name}
      </Title>
      <header className="card pad mb-6 flex items-start gap-4">
        <span className="grid size-16 flex-none place-items-center rounded-2xl bg-accent-tint text-3xl text-accent">
          <Icon name="store" />
        </span>
        <div>
          <h1>{shop.name}</h1>
          <p className="mt-1 flex flex-wrap items-center gap-2 text-soft">
            {shop.city}
            {shop.is_verified && (
              <span className="badge badge-good">
                <Icon name="seal" /> {t('shop.verified')}
              </span>
            )}
          </p>
          <Delivery {...brought} />
        </div>
      </header>
      {products.results.length === 0 ? (
        <Empty icon="box" title={t('shop.empty')} text={t('shop.empty_text')} />
      ) : (
        <>
          <h2 {...listHead} className="mb-4">
            {t('shop.products', { count: products.count })}
          </h2>
          <Shelf products={products.results} />
        </>
      )}
      <ListPages list={products} />
    </>
  )
}
