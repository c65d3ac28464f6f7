import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RouteConfigEntry } from '@react-router/dev/routes'
import routes from '../../../web/app/routes.ts'

/** An address of the web as its table of routes says it, and what its file speaks of: fields of forms and words. */
export type Page = { path: string; fields: string[]; words: string[] }

const app = join(import.meta.dirname, '../../../web/app')

/** Every page, from the web's own table: one that is added is asked for from then on. */
export function allPages(): Page[] {
  return pagesIn(routes, '')
}

function pagesIn(entries: RouteConfigEntry[], above: string): Page[] {
  return entries.flatMap(({ path, index, file, children }) => {
    const whole = [above, path].filter(Boolean).join('/')
    const here = path === undefined && index !== true ? [] : [{ path: `/${whole}`, ...readFields(file) }]
    return [...here, ...pagesIn(children ?? [], whole)]
  })
}

/** The names that a page reads or shows, and its own short words: more than its form has, and none of it by hand. */
function readFields(file: string): Pick<Page, 'fields' | 'words'> {
  const text = readFileSync(join(app, file), 'utf8')
  const all = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))]
  return {
    fields: all(/(?:\bform, |\.(?:get|has|getAll)\(|\bname=\{?)['"]([\w.]+)['"]/g),
    words: all(/['"]([a-z][a-z_-]{1,24})['"]/g),
  }
}
