import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { areaOf, areas, type Area } from './app/parts/i18n/areas.ts'
import { compile } from './app/parts/i18n/compile.ts'
import type { Compiled } from './app/parts/i18n/format.ts'
import { locales } from './app/parts/i18n/locales.ts'

const one = 'virtual:messages/'
const files = 'virtual:message-files'
const names = locales.flatMap((locale) => areas.map((area) => `${locale}/${area}`))

/**
 * `virtual:messages/fr/account`: the messages of one language and area, their ICU syntax read at build time, so that a
 * browser gets neither a parser nor a language or console it does not show. Each is a file of its own for browsers;
 * `virtual:message-files` tells the server their addresses.
 */
export function messages(): Plugin {
  let outDir = ''
  return {
    name: 'mortar-messages',
    applyToEnvironment(environment) {
      outDir = environment.config.build.outDir
      return true
    },
    buildStart() {
      if (this.environment.mode !== 'build' || this.environment.name !== 'client') return
      for (const name of names) {
        this.emitFile({
          type: 'chunk',
          id: one + name,
          name: `messages-${name.replace('/', '-')}`,
          preserveSignature: 'strict',
        })
      }
    },
    resolveId: (id) => (id.startsWith(one) || id === files ? `\0${id}` : null),
    async load(id) {
      if (id === `\0${files}`) return addresses(join(outDir, '..', 'client', '.vite', 'manifest.json'))
      if (!id.startsWith(`\0${one}`)) return null
      const [locale, area] = id.slice(one.length + 1).split('/') as [string, Area]
      const file = join(import.meta.dirname, 'app', 'messages', `${locale}.json`)
      this.addWatchFile(file)
      return `export default ${JSON.stringify(catalogue(await readFile(file, 'utf8'), locale, area))}`
    },
  }
}

function catalogue(json: string, locale: string, area: Area): Record<string, Compiled> {
  const texts = Object.entries(JSON.parse(json) as Record<string, string>)
  return Object.fromEntries(
    texts.filter(([key]) => areaOf(key) === area).map(([key, text]) => [key, compile(text, locale)]),
  )
}

/** The browser's files were built just before the server's, which is when this is asked. */
async function addresses(manifest: string): Promise<string> {
  const chunks = JSON.parse(await readFile(manifest, 'utf8')) as Record<string, { file: string }>
  const byName = names.map((name) => {
    const key = Object.keys(chunks).find((id) => id.endsWith(`messages/${name}`))
    if (key === undefined) throw new Error(`the browser's build has no messages for ${name}`)
    return [name, `/${chunks[key]?.file}`]
  })
  return `export default ${JSON.stringify(Object.fromEntries(byName))}`
}
