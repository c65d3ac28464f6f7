import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { facts } from '@mortar/contract/facts'
import { expect, test } from 'vitest'
import { documents } from '../src/cli/docs.ts'
import { readSources } from './architecture/source.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const inRoot = (file: string) => readFileSync(path.join(root, file), 'utf8')

const page = inRoot('docs/glossary.md')
const section = (title: string) => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
const rows = (text: string) =>
  [...text.matchAll(/^\| (.+?) \| (.+?) \|$/gm)].map(([, first = '', second = '']) => ({ first, second }))

/** `categories` are `category`, an `address` is itself. */
function singular(word: string): string {
  if (/(?:ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return word.replace(/ies$/, 'y')
  return word.replace(/(?:(?<=ss|x|sh|ch)es|s)$/, '')
}
const wordsOf = (name: string) =>
  name
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
    .map(singular)

const table = page.split('\n## ')[0] ?? ''
const explained = [
  ...rows(table).map(({ first }) => first),
  ...[...table.matchAll(/\*\*(.+?)\*\*/g)].map(([, bold = '']) => bold),
].flatMap(wordsOf)
const plain = wordsOf(/:\n([^.]+)\./.exec(section('Said as everywhere'))?.[1] ?? '')
const known = new Set([...explained, ...plain])

const tables = [...inRoot('server/src/kernel/generated/schema.ts').matchAll(/['"]([a-z_]+\.[a-z_]+)['"]:/g)].map(
  ([, name = '']) => name,
)
const schemas = Object.keys(
  (JSON.parse(documents()['openapi.json'] ?? '{}') as { components: { schemas: object } }).components.schemas,
)
const nouns = Object.keys(facts).map((type) => type.split('.')[0] ?? '')

test.each([
  ['table', tables.map((name) => name.split('.')[1] ?? '')],
  ['schema of the contract', schemas],
  ['noun of a fact', nouns],
])('every word in the name of a %s is in the glossary', (_, names) => {
  expect(names.length).toBeGreaterThan(5)
  const unknown = names.flatMap((name) =>
    wordsOf(name)
      .filter((word) => !known.has(word))
      .map((word) => `${word} (${name})`),
  )
  expect(unknown).toEqual([])
})

test('no word is both explained and said as everywhere', () => {
  expect(plain.filter((word) => explained.includes(word))).toEqual([])
})

type Text = { file: string; text: string }

const read = (files: string[]): Text[] => files.map((file) => ({ file, text: inRoot(file) }))
const isTest = (file: string) => /\.test\.tsx?$/.test(file)
const code: Text[] = readSources(['contract', 'server', 'web'])
  .filter(({ file }) => /^(?:contract\/src|server\/src|web\/app)\//.test(file) && !isTest(file))
  .map(({ file, text }) => ({ file, text }))
/** Messages in pages, where a value's name stands in braces, and the sentences of mails and notifications, which are no SQL. */
const messages: Text[] = ['en', 'fr'].map((language) => {
  const file = `web/app/messages/${language}.json`
  const texts = Object.values(JSON.parse(inRoot(file)) as Record<string, string>)
  return { file, text: texts.join('\n').replaceAll(/\{\w+\}/g, '') }
})
const isSql = /\b(?:select|insert into|update|delete from|where|join)\b/
const mails: Text[] = readSources(['server/src/modules/notifications'])
  .filter(({ file }) => !isTest(file))
  .map(({ file, strings }) => ({
    file,
    text: strings.filter((each) => / /.test(each) && !isSql.test(each)).join('\n'),
  }))
const said = [...messages, ...mails]

const documented = read(
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/(?:^|\/)(?:node_modules|\.|decisions\/|generated\/)/.test(file))
    // The first has the words to be avoided, the second those of who asked.
    .filter((file) => !['docs/glossary.md', 'docs/requirements.md'].includes(file)),
)
const ofGoods = /^(?:contract|web)\/|^server\/src\/modules\/(?:catalogue|inventory|listings|browse)\//

const places: Record<string, Text[]> = {
  anywhere: [...code, ...said, ...documented],
  'of goods': [...code, ...said, ...documented].filter(({ file }) => ofGoods.test(file)),
  'what people read': said,
}

const notSaid = [...section('Not said').matchAll(/^\| (.+?) \| (.+?) \| ([a-z ]+).*\|$/gm)]
  .slice(1)
  .flatMap(([, words = '', but = '', where = '']) =>
    words.split(', ').map((word) => ({ word, but, where: where.trim() })),
  )

/** As a word, also within a name such as `sellerName` or `seller_name`, in one or several. */
const faultsOf = ({ word, but }: (typeof notSaid)[number], texts: Text[]) => {
  const capital = word.replace(/^./, (letter) => letter.toUpperCase())
  const pattern = new RegExp(
    `(?<![A-Za-z-])${word}(?![a-z])|(?<![A-Z])${capital}(?![a-z])|(?<![A-Za-z-])${word}e?s(?![a-z])|(?<![A-Z])${capital}e?s(?![a-z])`,
  )
  return texts.flatMap(({ file, text }) => (pattern.test(text) ? [`${file} says ${word}; here it is ${but}`] : []))
}

test.each(notSaid)('nobody says $word', (each) => {
  const texts = places[each.where]
  if (texts === undefined) throw new Error(`the glossary says "${each.where}", which is no place`)
  expect(texts.length).toBeGreaterThan(1)
  expect(faultsOf(each, texts)).toEqual([])
})

test('the glossary is held against what is written', () => {
  expect(
    mails
      .map(({ text }) => text)
      .join('\n')
      .split('\n').length,
  ).toBeGreaterThan(100)
  expect(notSaid.length).toBeGreaterThan(10)
  const told = (text: string) => notSaid.flatMap((each) => faultsOf(each, [{ file: 'x', text }])).length
  expect(['a seller', 'sellers', 'const sellerName = 1', 'seller_id', 'Batches', 'newBatch'].map(told)).toEqual([
    1, 1, 1, 1, 1, 1,
  ])
  expect(['the shop', 'bestseller', 'the lot'].map(told)).toEqual([0, 0, 0])
})
