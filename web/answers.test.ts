import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import en from './app/messages/en.json' with { type: 'json' }

const app = join(import.meta.dirname, 'app')

type Source = { file: string; text: string }
async function sources(): Promise<Source[]> {
  const files = (await readdir(app, { recursive: true })).filter((name) => /(?<!\.test)\.tsx?$/.test(name))
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(join(app, file), 'utf8') })))
}
const named = (found: Source[]) => found.map(({ file }) => file)

/**
 * Whoever sends a form is told what became of it, beside it: `act` answers with what was done or refused (its type takes nothing
 * else), `Post` says it.
 */
test('every action of the web answers through act, which wants to know what was done', async () => {
  const actions = (await sources()).filter(({ text }) => /^export const action\b/m.test(text))
  expect(actions.length).toBeGreaterThan(25)
  const other = actions.filter(
    ({ text }) => !/^export const action = \(args: Route\.ActionArgs\) =>\s+act\(/m.test(text),
  )
  // No page has its address, and no form leads to it.
  expect(named(other)).toEqual(['storefront/not-found.tsx'])
})

test('every form that changes something is a Post, which says what became of it', async () => {
  const posts = (await sources()).filter(({ text }) => /method="post"|method: 'post'/i.test(text))
  expect(named(posts)).toEqual(['parts/post.tsx'])
})

test('where a Post leaves that to its page, the page says it', async () => {
  const silent = (await sources()).filter(({ text }) => /<Post[^>]*\ssilent\b/.test(text) && !text.includes('<Answer'))
  // Signing out, and acting as something else, lead to pages of their own, which say why it was refused.
  expect(named(silent).sort()).toEqual(['parts/console-frame.tsx', 'parts/hats.tsx', 'storefront/account-menu.tsx'])
})

test('every list with pages has a head, where another page takes the keyboard', async () => {
  const lists = (await sources()).filter(
    ({ file, text }) => file !== 'parts/list-pages.tsx' && /<(List)?Pages\b/.test(text),
  )
  expect(lists.length).toBeGreaterThan(10)
  const headless = lists.filter(({ text }) => !/<ListCount\b|\{\.\.\.listHead\}|<Part\b/.test(text))
  expect(named(headless)).toEqual([])
})

test('what the address of the next page names as done has its words there', async () => {
  const texts = (await sources()).map(({ text }) => text)
  const news = texts.flatMap((text) => [...text.matchAll(/[?&']done=(\w+)/g)].map(([, name]) => name))
  const told = texts.flatMap((text) => [...text.matchAll(/told=(?:"|\{`)([\w.]+)/g)].map(([, prefix]) => prefix))
  expect([news.length, told.length].every((length) => length > 3)).toBe(true)
  const keys = Object.keys(en).filter((key) => told.some((prefix) => prefix !== undefined && key.startsWith(prefix)))
  // A confirmed address is a page of its own.
  const wordless = news.filter((name) => name !== 'confirmed' && !keys.some((key) => key.endsWith(`.${name}`)))
  expect(wordless).toEqual([])
})
