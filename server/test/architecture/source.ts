import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'vite'

/** A file as the rules see it: what it imports, what it says in strings and templates, and a few calls. */
export type Source = {
  /** From the root of the repository. */
  file: string
  text: string
  imports: { from: string; dynamic: boolean }[]
  /** Strings and templates, where SQL may stand. Comments are not among them. */
  strings: string[]
  /** Tables named by a query builder's writing calls, such as `insertInto('people.users')`. */
  written: string[]
  /** Looks at the machine's clock. */
  clocks: string[]
  readsEnvironment: boolean
}

const root = fileURLToPath(new URL('../../../', import.meta.url))
const skipped = new Set(['node_modules', 'generated', 'dist', 'data'])

/** Every file of these folders whose name ends so, parsed. Hidden and generated folders are left out. */
export function readSources(folders: string[], endings = ['.ts', '.tsx', '.mts', '.mjs']): Source[] {
  return folders.flatMap((folder) =>
    filesIn(folder, endings).map((file) => parse(file, readFileSync(root + file, 'utf8'))),
  )
}

function filesIn(folder: string, endings: string[]): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const inside = path.posix.join(folder, entry.name)
    if (entry.isDirectory())
      return skipped.has(entry.name) || entry.name.startsWith('.') ? [] : filesIn(inside, endings)
    return endings.some((ending) => entry.name.endsWith(ending)) && !entry.name.endsWith('.d.ts') ? [inside] : []
  })
}

const writers = new Set(['insertInto', 'updateTable', 'deleteFrom', 'mergeInto', 'replaceInto'])

export function parse(file: string, text: string): Source {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`)
  const source: Source = { file, text, imports: [], strings: [], written: [], clocks: [], readsEnvironment: false }
  const imports = (from: unknown, dynamic: boolean) => {
    if (typeof from === 'string') source.imports.push({ from, dynamic })
  }
  new Visitor({
    ImportDeclaration: (node) => imports(node.source.value, false),
    ExportAllDeclaration: (node) => imports(node.source.value, false),
    ExportNamedDeclaration: (node) => imports(node.source?.value, false),
    TSImportType: (node) => imports(node.source.value, false),
    ImportExpression: (node) => imports(node.source.type === 'Literal' ? node.source.value : '(computed)', true),
    Literal: (node) => {
      if (typeof node.value === 'string') source.strings.push(node.value)
    },
    // What is filled in stands as a question mark, so that words on its two sides do not grow together.
    TemplateLiteral: (node) => void source.strings.push(node.quasis.map((each) => each.value.cooked ?? '').join(' ? ')),
    CallExpression: ({ callee, arguments: [first] }) => {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
      if (writers.has(callee.property.name) && first?.type === 'Literal') source.written.push(String(first.value))
    },
    NewExpression: ({ callee, arguments: given }) => {
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0) source.clocks.push('new Date()')
    },
    MemberExpression: ({ object, property }) => {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return
      if (object.name === 'Date' && property.name === 'now') source.clocks.push('Date.now')
      if (object.name === 'process' && property.name === 'env') source.readsEnvironment = true
    },
  }).visit(program)
  return source
}
