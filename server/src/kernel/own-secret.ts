import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ConfigError, type Config } from './config.ts'
import { shortestSecret } from './secrets.ts'
import { createWhole, whyUnusable } from './whole-file.ts'

/**
 * The secret all others are derived from: the one that is given, or one that is made once and kept in the data folder. A file
 * that is too short is refused at every start: with a key that can be guessed anybody could make themselves an admin.
 */
export function withSecret(config: Config): Config {
  if (config.secret !== '') return config
  const { dataFolder } = config
  const file = path.join(dataFolder, 'secret')
  const secret = readable(dataFolder, () => {
    mkdirSync(dataFolder, { recursive: true })
    // Written first and then linked, so that whoever starts at the same time, or after a crash, finds all of it or nothing.
    createWhole(file, randomBytes(32).toString('base64url'))
    return readFileSync(file, 'utf8').trim()
  })
  if (secret.length < shortestSecret)
    throw new ConfigError(
      `${file} holds ${secret.length} characters of at least ${shortestSecret}: put the secret back from where you keep it, or remove the file to begin with a new one, which signs everybody out.`,
    )
  return { ...config, secret }
}

function readable<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const why = whyUnusable(folder, cause)
    throw why === undefined ? cause : new ConfigError(why, { cause })
  }
}
