import { Form } from 'react-router'
import type { Route } from './+types/home'
import { browserMessages } from '../../parts/i18n/catalogues.ts'
import { usePath, useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { beside, page } from '../../parts/page.server.ts'
import { Shelf, Verified } from '../../parts/product-card.tsx'
import { Title } from '../../parts/title.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Illustration, type Drawing } from '../../ui/illustration.tsx'
import { newsOf } from '../news.server.ts'
import { News } from '../news.tsx'

await browserMessages('browse')

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api, url }) => {
    const [categories, shops, shelf] = await Promise.all([
      beside(api.list_categories()),
      beside(api.list_shops({ query: { page_size: 8 } })),
      beside(api.search_products({ query: { in_stock: true, prescription: false, page_size: 8 } })),
    ])
    const results = { categories: categories?.results ?? [], shops: shops?.results ?? [], shelf: shelf?.results ?? [] }
    return { ...results, news: newsOf(url) }
  })

export default function Home({ loaderData: { categories, shops, shelf, news } }: Route.ComponentProps) {
  const t = useT()
  return (
    <div className="space-y-12">
      <Title description={t('home.description')}>{t('home.title')}</Title>
      {news !== null && <News {...news} />}
      <Hero />
      {categories.length > 0 && <Categories categories={categories} />}
      <section aria-labelledby="shelf">
        <div className="mb-4 flex items-baseline justify-between gap-4">
          <h2 id="shelf">{t('home.shelf')}</h2>
          <A to="/search?prescription=false&in_stock=true" className="link whitespace-nowrap">
            {t('home.see_all')}
          </A>
        </div>
        <Shelf products={shelf} />
      </section>
      {shops.length > 0 && <Shops shops={shops} />}
    </div>
  )
}

const shown: Drawing[] = ['capsule', 'bottle', 'coated', 'inhaler', 'tube', 'tablet']

function Hero() {
  const t = useT()
  const path = usePath()
  return (
    <section className="card grid items-center gap-8 overflow-hidden p-6 sm:p-10 lg:grid-cols-[1.2fr_1fr]">
      <div>
        <h1>{t('home.heading')}</h1>
        <p className="mt-3 max-w-prose text-lg text-soft">{t('home.lead')}</p>
        <search>
          <Form action={path('/search')} className="mt-6 flex max-w-xl flex-col gap-2 sm:flex-row">
            <label htmlFor="hero-search" className="sr-only">
              {t('frame.search_label')}
            </label>
            <input
              id="hero-search"
              type="search"
              name="q"
              maxLength={120}
              placeholder={t('home.example')}
              className="input sm:min-h-12"
            />
            <button type="submit" className="btn btn-main sm:min-h-12">
              <Icon name="search" />
              {t('frame.search')}
            </button>
          </Form>
        </search>
        <ul className="mt-6 flex flex-wrap gap-x-6 gap-y-2 text-sm text-soft">
          {(['shops', 'lots', 'private'] as const).map((key) => (
            <li key={key} className="flex items-center gap-2">
              <Icon name="check" className="text-accent" />
              {t(`home.promise.${key}`)}
            </li>
          ))}
        </ul>
      </div>
      <div aria-hidden="true" className="hidden grid-cols-3 gap-3 lg:grid">
        {shown.map((drawing) => (
          <Illustration key={drawing} drawing={drawing} className="aspect-square" />
        ))}
      </div>
    </section>
  )
}

/** The kinds under each heading; a heading without any stands for itself. */
function Categories({ categories }: { categories: Route.ComponentProps['loaderData']['categories'] }) {
  const t = useT()
  const kinds = categories.flatMap((one) => (one.children.length > 0 ? one.children : [one]))
  return (
    <section aria-labelledby="categories">
      <h2 id="categories" className="mb-4">
        {t('home.categories')}
      </h2>
      <ul className="flex flex-wrap gap-2.5">
        {kinds.map(({ slug, name }) => (
          <li key={slug}>
            <A to={`/search?category=${slug}`} className="btn btn-calm btn-small rounded-full">
              {t.maybe(`category.${slug}`) ?? name}
            </A>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Shops({ shops }: { shops: Route.ComponentProps['loaderData']['shops'] }) {
  const t = useT()
  return (
    <section aria-labelledby="shops">
      <h2 id="shops" className="mb-4">
        {t('home.shops')}
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {shops.map((shop) => (
          <li key={shop.slug} className="card relative flex items-center gap-3 p-4 hover:border-edge">
            <span className="grid size-11 flex-none place-items-center rounded-xl bg-accent-tint text-xl text-accent">
              <Icon name="store" />
            </span>
            <span className="min-w-0">
              <span className="font-semibold">
                <A to={`/shops/${shop.slug}`} className="after:absolute after:inset-0 after:rounded-2xl">
                  {shop.name}
                </A>
                {shop.is_verified && <Verified />}
              </span>
              <span className="block text-sm text-soft">{shop.city}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
