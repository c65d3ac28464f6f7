import { browserMessages } from './i18n/catalogues.ts'
import { useT } from './i18n/use.ts'

await browserMessages('browse')

type Category = { slug: string; name: string; children: { slug: string; name: string }[] }

export function useCategoryName(): (category: { slug: string; name: string }) => string {
  const t = useT()
  return ({ slug, name }) => t.maybe(`category.${slug}`) ?? name
}

/** The tree of categories in a select, headings choosable too. */
export function CategoryOptions({ categories }: { categories: Category[] }) {
  const nameOf = useCategoryName()
  return categories.map((one) => [
    <option key={one.slug} value={one.slug}>
      {nameOf(one)}
    </option>,
    ...one.children.map((child) => (
      <option key={child.slug} value={child.slug}>
        {`\u2003${nameOf(child)}`}
      </option>
    )),
  ])
}
