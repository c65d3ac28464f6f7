import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

type Chunk = { file: string; imports?: string[] }

/**
 * The gzip bytes of all JavaScript that a page of the store loads before it is alive: the entry, the frames, the page and
 * everything they import, and the words of one language. Where its links lead is asked for afterwards, as data.
 */
export async function pageWeight(clientFolder: string, route: string, locale: string): Promise<number> {
  const chunks = JSON.parse(await readFile(join(clientFolder, '.vite', 'manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >
  const parts = ['entry.client', 'app/root.tsx', 'storefront/layout.tsx', route, `messages/${locale}/storefront`]
  const files = new Set<string>()
  const add = (key: string) => {
    const chunk = chunks[key]
    if (chunk === undefined || files.has(chunk.file)) return
    files.add(chunk.file)
    for (const imported of chunk.imports ?? []) add(imported)
  }
  for (const part of parts) {
    const keys = Object.keys(chunks).filter((key) => key.includes(part))
    if (keys.length === 0) throw new Error(`the build has no ${part}`)
    for (const key of keys) add(key)
  }
  const sizes = [...files].map(async (file) => gzipSync(await readFile(join(clientFolder, file)), { level: 9 }).length)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
