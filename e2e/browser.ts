import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser } from 'playwright-core'

let shared: Promise<Browser> | undefined

/** The one of this process, which ends with it: what is open in it belongs to contexts, and they are each test's own. */
export function theBrowser(): Promise<Browser> {
  return (shared ??= openBrowser())
}

/**
 * A headless Chromium: on Linux x64 the one that comes in an npm package, elsewhere an installed Chrome, or the one that
 * MORTAR_CHROME names.
 */
async function openBrowser(): Promise<Browser> {
  const named = process.env['MORTAR_CHROME']
  if (named !== undefined) return playwright.launch({ executablePath: named, args: quiet })
  if (process.platform === 'linux' && process.arch === 'x64') {
    const executablePath = await unpacked()
    if (!existsSync(executablePath)) throw new Error('the browser of the npm package could not be unpacked')
    // Not the package's own flags: one process for all, as it suggests, ends with the first page that closes, and without
    // web security a page is not what people see.
    return playwright.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet] })
  }
  return playwright.launch({ channel: 'chrome', args: quiet })
}

/** The package unpacks into the folder for temporary files, which other people use too: each has a folder in it. */
async function unpacked(): Promise<string> {
  const folder = path.join(tmpdir(), `mortar-chromium-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    return await chromium.executablePath()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}

/** Asks nothing of the network but our pages. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
]
