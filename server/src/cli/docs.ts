import { openApi } from '@mortar/contract/openapi'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../../../docs/generated/', import.meta.url)
const factsFile = new URL('../../../contract/src/facts.ts', import.meta.url)

/** The generated documents, by file name: the API with its demo operations, and the facts. A test holds them to the code. */
export function documents(): Record<string, string> {
  return {
    'openapi.json': `${JSON.stringify(openApi({ demo: true }), null, 2)}\n`,
    'events.md': eventsOf(readFileSync(factsFile, 'utf8')),
  }
}

/** A fact as `contract/src/facts.ts` writes it: perhaps a comment, a quoted name, a type that ends where its braces do. */
const fact = /^ {2}(?:\/\*\* (?<comment>.+) \*\/\n {2})?'(?<name>[\w.]+)': (?<type>\{[^\n]*\}|\{\n[\s\S]*?\n {2}\})$/gm

/** Facts are types, which a running program cannot look at: they are read from the text that declares them. */
function eventsOf(source: string): string {
  const [, declared = ''] = source.split('export type Facts = {\n')
  const [body = ''] = declared.split('\n}\n')
  const sections = [...body.matchAll(fact)].map(({ groups: { name, comment, type = '' } = {} }) =>
    [
      `## ${name}`,
      ...(comment === undefined ? [] : [comment]),
      `\`\`\`ts\n${type.replace(/^ {2}/gm, '')}\n\`\`\``,
    ].join('\n\n'),
  )
  return [intro, ...sections].join('\n\n').concat('\n')
}

const intro = `# Facts

What modules make known, and what each fact carries. A fact is written in the transaction that makes it true; the relay hands it to
every reaction exactly once in effect. Amounts are in minor units of the currency beside them. Numeric ids never leave the server.

This page is made from \`contract/src/facts.ts\` by \`server/src/cli/docs.ts\`.`

if (import.meta.main) {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(documents())) {
    writeFileSync(new URL(name, folder), text)
    console.log(`docs/generated/${name}`)
  }
}
