import { existsSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser } from 'playwright-core'

/**
 * A headless Chromium: on Linux x64 the one that comes in an npm package, elsewhere an installed Chrome, or the one that
 * MORTAR_CHROME names.
 */
export async function openBrowser(): Promise<Browser> {
  const named = process.env['MORTAR_CHROME']
  if (named !== undefined) return playwright.launch({ executablePath: named, args: quiet })
  if (process.platform === 'linux' && process.arch === 'x64') {
    const executablePath = await chromium.executablePath()
    if (!existsSync(executablePath)) throw new Error('the browser of the npm package could not be unpacked')
    return playwright.launch({ executablePath, args: [...chromium.args, ...quiet], headless: true })
  }
  return playwright.launch({ channel: 'chrome', args: quiet })
}

/** Asks nothing of the network but our pages. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
]
