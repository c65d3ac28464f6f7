import path from 'node:path'
import type { Source } from './source.ts'

/** What the rules need to know besides the files. */
export type Plan = {
  /** The modules, lowest first. */
  ladder: readonly string[]
  /** Every table there is, with its schema: `people.users`. */
  tables: ReadonlySet<string>
  /** Every fact: `order.placed`. */
  facts: ReadonlySet<string>
}

/** A rule says, of one file, one sentence for each fault: what it does, and what is the rule. */
export type Rule = (source: Source, plan: Plan) => string[]

const isTest = (file: string) => /\.test\.tsx?$/.test(file)

/** `server/src/modules/orders/place/x.ts` is of `orders`. */
export function moduleOf(file: string): string | undefined {
  return /^server\/src\/modules\/([^/]+)\//.exec(file)?.[1]
}

function targetOf(source: Source, from: string): string | undefined {
  return from.startsWith('.') ? path.posix.join(path.posix.dirname(source.file), from) : undefined
}

const forbiddenPackages = /^@mortar\/(?!contract\b)/

export const moduleImports: Rule = (source, { ladder }) => {
  const own = moduleOf(source.file)
  if (own === undefined || isTest(source.file)) return []
  if (!ladder.includes(own))
    return [`${source.file} is of ${own}, which is not on the ladder; every module stands on it.`]
  return source.imports.flatMap(({ from, dynamic }) => {
    if (dynamic) return [`${source.file} imports ${from} lazily; a module says what it needs at the top.`]
    const target = targetOf(source, from)
    if (target === undefined)
      return forbiddenPackages.test(from)
        ? [`${source.file} imports ${from}; of our packages a module may use the contract only.`]
        : []
    return importFault(source.file, own, target, ladder)
  })
}

function importFault(file: string, own: string, target: string, ladder: readonly string[]): string[] {
  const other = moduleOf(target)
  if (other === own || target.startsWith('server/src/kernel/')) return []
  if (other === undefined)
    return [`${file} imports ${target}; a module imports the kernel, the contract, packages and lower modules only.`]
  if (!isBelow(other, own, ladder))
    return [`${file} imports ${other}, which stands above ${own}; imports go down the ladder.`]
  return target === `server/src/modules/${other}/index.ts`
    ? []
    : [`${file} imports ${target}; another module is reached through its index.ts.`]
}

function isBelow(other: string, own: string, ladder: readonly string[]): boolean {
  return ladder.includes(other) && ladder.indexOf(other) < ladder.indexOf(own)
}

export const kernelImports: Rule = (source) => {
  if (!source.file.startsWith('server/src/kernel/') || isTest(source.file)) return []
  return source.imports.flatMap(({ from }) => {
    const target = targetOf(source, from)
    if (target === undefined ? !forbiddenPackages.test(from) : target.startsWith('server/src/kernel/')) return []
    return [`${source.file} imports ${target ?? from}; the kernel knows the contract and packages, and no module.`]
  })
}

/** As a string of its own, or quoted in a statement. */
export const kernelFacts: Rule = ({ file, strings }, { facts }) => {
  if (!file.startsWith('server/src/kernel/') || isTest(file)) return []
  const said = strings.flatMap((text) => [text, ...[...text.matchAll(/'([^']*)'/g)].map(([, quoted = '']) => quoted)])
  return [...new Set(said)]
    .filter((text) => facts.has(text))
    .map((name) => `${file} names the fact ${name}; the kernel carries facts, and knows none by name.`)
}

/** Packages that judge values, and neither read nor write anything. */
const judges = new Set(['zod', 'libphonenumber-js', 'localized-address-format', 'validator'])

export const contractImports: Rule = (source) => {
  if (!source.file.startsWith('contract/src/') || isTest(source.file)) return []
  return source.imports.flatMap(({ from }) => {
    const target = targetOf(source, from)
    if (target === undefined ? judges.has(from) : target.startsWith('contract/src/')) return []
    return [
      `${source.file} imports ${target ?? from}; the contract is values, and needs nothing that does more than judge values.`,
    ]
  })
}

const named = /\b([a-z]+)\.([a-z_]+)\b/g
const writes =
  /\b(?:insert\s+into|update(?:\s+only)?|delete\s+from(?:\s+only)?|merge\s+into|truncate(?:\s+table)?|copy|alter\s+table|drop\s+table)\s+([a-z]+)\.[a-z_]+/gi

/** The owner of a file's SQL: a module its schema, the kernel its own. */
function ownerOf({ file }: Source): string | undefined {
  if (isTest(file)) return undefined
  return file.startsWith('server/src/kernel/') ? 'kernel' : moduleOf(file)
}

export const tablesRead: Rule = (source, { ladder, tables }) => {
  const own = ownerOf(source)
  if (own === undefined) return []
  const mentioned = source.strings.flatMap((text) => [...text.matchAll(named)].filter(([name]) => tables.has(name)))
  const foreign = mentioned.filter(([, schema = '']) => schema !== own && !isBelow(schema, own, ladder))
  return [...new Set(foreign.map(([table]) => table))].map(
    (table) =>
      `${source.file} names the table ${table}; SQL of ${own} reads its own tables and those of lower modules.`,
  )
}

function schemasWritten({ strings, written }: Source, { tables }: Plan): string[] {
  const schemas = new Set([...tables].map((table) => table.split('.')[0] ?? ''))
  const inText = strings.flatMap((text) => [...text.matchAll(writes)].map(([, schema = '']) => schema.toLowerCase()))
  const inCalls = written.map((table) => table.split('.')[0] ?? '')
  return [...new Set([...inText, ...inCalls])].filter((schema) => schemas.has(schema))
}

export const tablesWritten: Rule = (source, plan) => {
  const own = ownerOf(source)
  if (own === undefined) return []
  const foreign = schemasWritten(source, plan).filter((schema) => schema !== own)
  return foreign.map(
    (schema) => `${source.file} writes to the schema ${schema}; SQL of ${own} writes its own schema only.`,
  )
}

/** `store.ts`, or a file of `store/` where one is too few. */
const isStore = (file: string) => /^server\/src\/modules\/[a-z]+\/store(?:\/[a-z-]+)?\.ts$/.test(file)
export const stores: Rule = (source, plan) => {
  const own = moduleOf(source.file)
  if (own === undefined || isTest(source.file) || isStore(source.file)) return []
  return schemasWritten(source, plan)
    .filter((schema) => schema === own)
    .map((schema) => `${source.file} writes to the schema ${schema}; in a module only its store writes.`)
}

const clockInSql = /\bnow\(\)|\bcurrent_(?:date|time|timestamp)\b|\b(?:clock|statement|transaction)_timestamp\(/i

export const clocks: Rule = (source) => {
  if (moduleOf(source.file) === undefined || isTest(source.file)) return []
  const inSql = source.strings.flatMap((text) => clockInSql.exec(text)?.[0] ?? [])
  return [...new Set([...source.clocks, ...inSql])].map(
    (clock) => `${source.file} asks ${clock}; in modules time is an argument.`,
  )
}

/** Programs read the environment and hand it to the configuration, which alone knows what it means. */
const readers = /^server\/src\/(?:main\.ts|cli\/|kernel\/config\.ts)/

export const environment: Rule = (source) => {
  const isOurs = /^(?:server|contract)\/src\//.test(source.file)
  if (!isOurs || readers.test(source.file) || !source.readsEnvironment) return []
  return [`${source.file} reads the environment; settings come from the configuration.`]
}

// Put together from halves, so that this file does not hold what it looks for.
const leftOver = new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')})\\b`)
const alone = new RegExp(`\\b(?:test|it|describe|suite)\\.${['on', 'ly'].join('')}\\b`)

export const leftovers: Rule = ({ file, text }) => {
  const faults: string[] = []
  const word = leftOver.exec(text)?.[1]
  if (word !== undefined) faults.push(`${file} says ${word}; what is missing is built or written in an issue.`)
  if (alone.test(text)) faults.push(`${file} runs one test alone; all tests run.`)
  return faults
}

/** A client of pg whose `error` nobody hears ends the process when the server goes away. */
export const connections: Rule = ({ file, text }) => {
  const isOurs = file.startsWith('server/src/') && !isTest(file) && file !== 'server/src/kernel/client.ts'
  if (!isOurs || !/\bnew (?:pg\.)?Client\(/.test(text)) return []
  return [`${file} opens a client of its own; clientOf of the kernel opens one whose end does not end the process.`]
}

export const rules = {
  moduleImports,
  kernelImports,
  kernelFacts,
  contractImports,
  tablesRead,
  tablesWritten,
  stores,
  clocks,
  environment,
  connections,
  leftovers,
} satisfies Record<string, Rule>
