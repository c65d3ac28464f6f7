import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { api } from '@mortar/contract'
import type { RouteConfigEntry } from '@react-router/dev/routes'
import { parseSync, Visitor, type ESTree } from 'vite'
import { expect, test } from 'vitest'
import en from './app/messages/en.json' with { type: 'json' }
import { areaOf, type Area } from './app/parts/i18n/areas.ts'
import routes from './app/routes.ts'

/**
 * Messages travel in parcels (`parts/i18n/areas.ts`), and a page says which it brings. One that says something of a parcel it does
 * not bring would show the bare key, in a browser alone: the server has them all. So what a page may say is read out of its files
 * and of all that these import, and compared.
 */
const app = join(import.meta.dirname, 'app')
const keys = Object.keys(en)

type Module = { imports: string[]; says: string[]; brings: Area[]; bringsForItself: Area[] }

/** `t('cart.title')` says a key, `t(`law.${x}`)` and `told="account.done"` the beginning of some. */
const isSaid = (text: string) => keys.includes(text) || keys.some((key) => key.startsWith(`${text}.`))
const isBeginning = (text: string) => /^\w+\./.test(text) && keys.some((key) => key.startsWith(text))

function read(file: string, text: string): Module {
  const { program } = parseSync(file, text)
  const module: Module = { imports: [], says: [], brings: [], bringsForItself: [] }
  const imports = (from: string | undefined, kind: string | null | undefined) => {
    if (kind !== 'type' && from?.startsWith('.') === true) module.imports.push(join(dirname(file), from))
  }
  new Visitor({
    ImportDeclaration: (node) => imports(node.source.value, node.importKind),
    ExportAllDeclaration: (node) => imports(node.source.value, node.exportKind),
    ExportNamedDeclaration: (node) => imports(node.source?.value, node.exportKind),
    Literal: ({ value }) => {
      if (typeof value === 'string' && value.includes('.') && isSaid(value)) module.says.push(value)
    },
    TemplateLiteral: ({ quasis: [head] }) => {
      if (head?.value.cooked != null && isBeginning(head.value.cooked)) module.says.push(head.value.cooked)
    },
    ExpressionStatement: ({ expression }) => {
      if (expression.type === 'AwaitExpression') module.brings.push(...broughtBy(expression.argument))
    },
    CallExpression: (node) => void module.bringsForItself.push(...broughtBy(node)),
  }).visit(program)
  // What is translated where the data is made comes as words, and needs none in the browser.
  if (file.endsWith('.server.ts') && /\btranslator\(/.test(text)) module.says = []
  return module
}

function broughtBy(node: ESTree.Expression): Area[] {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return []
  if (node.callee.name !== 'browserMessages') return []
  return node.arguments.flatMap((one) => (one.type === 'Literal' ? [one.value as Area] : []))
}

const modules = new Map(
  readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.test|\.d)\.tsx?$/.test(file))
    .map((file) => [file, read(file, readFileSync(join(app, file), 'utf8'))]),
)

function reached(files: readonly string[], from = modules, seen = new Set<string>()): Set<string> {
  for (const file of files) {
    if (seen.has(file) || !from.has(file)) continue
    seen.add(file)
    reached(from.get(file)?.imports ?? [], from, seen)
  }
  return seen
}

type Page = { page: string; files: string[] }

/** Each page with the layouts it stands in; a layout alone as well, because it says the same whatever stands in it. */
function pagesOf(entries: readonly RouteConfigEntry[], around: string[]): Page[] {
  return entries.flatMap(({ file, children }) => {
    const files = [...around, file]
    return [{ page: file, files }, ...pagesOf(children ?? [], files)]
  })
}

const pages = pagesOf(routes, ['entry.client.tsx', 'root.tsx'])

/**
 * What a refusal says that only forms of an account meet. Where such words are missing it is said by `problem` all the same, which
 * every page has; what the store's own form may meet stands there (below).
 */
const perhaps: Record<string, string[]> = { 'parts/failure.ts': ['refused.', 'refused.wait', 'field.'] }

function wordless({ page, files }: Page, from = modules): string[] {
  const all = [...reached(files, from)].flatMap((file) => ({ file, ...(from.get(file) ?? read(file, '')) }))
  const brought = new Set(all.flatMap(({ brings }) => brings))
  return all.flatMap(({ file, says, bringsForItself }) =>
    says
      .filter((key) => !brought.has(areaOf(key)) && !bringsForItself.includes(areaOf(key)))
      .filter((key) => perhaps[file]?.includes(key) !== true)
      .map((key) => `${page} may say ${key} (${file}) and does not bring the words of ${areaOf(key)}`),
  )
}

test('a page brings all words it may say', () => {
  expect(pages.length).toBeGreaterThan(40)
  expect(pages.flatMap((page) => wordless(page))).toEqual([])
})

const changed = (file: string, text: (text: string) => string) =>
  new Map(modules).set(file, read(file, text(readFileSync(join(app, file), 'utf8'))))

const forgotten: [file: string, text: (text: string) => string, key: string, page: string][] = [
  ['storefront/personal.tsx', (text) => text.replace("'account'", ''), 'cart.title', 'storefront/buying/cart.tsx'],
  ['shop/layout.tsx', (text) => text.replace(", 'console'", ''), 'console.orders', 'shop/stock/stock.tsx'],
  ['parts/money.ts', (text) => `${text}\nt(\`totals.\${kind}\`)`, 'totals.', 'storefront/catalogue/product.tsx'],
  ['parts/money.ts', (text) => `${text}\nconst told = 'admin.deed'`, 'admin.deed', 'storefront/catalogue/home.tsx'],
]

test.each(forgotten)('with %s changed, a page without its words is told', (file, text, key, page) => {
  const faults = pages.flatMap((one) => wordless(one, changed(file, text)))
  expect(faults.filter((fault) => fault.startsWith(`${page} may say ${key} `))).not.toEqual([])
})

const withAction = (file: string) => /^export const action = \(/m.test(readFileSync(join(app, file), 'utf8'))

test('what the form of a page with the words of the store alone may be refused has words there', () => {
  const bare = pages.filter(
    ({ files }) => ![...reached(files)].some((file) => modules.get(file)?.brings.includes('account')),
  )
  expect(bare.map(({ page }) => page).filter(withAction)).toEqual(['storefront/catalogue/product.tsx'])
  const codes = [...api.add_to_cart.refusals, 'invalid_input', 'rate_limited', 'overloaded', 'unavailable', 'internal']
  expect(codes.filter((code) => !keys.includes(`problem.${code}`))).toEqual([])
})

test('a message whose first word no parcel has does not go into the build', () => {
  expect(() => areaOf('rumours.title')).toThrow('no parcel has the message rumours.title')
})
