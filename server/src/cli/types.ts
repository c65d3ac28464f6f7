import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { migrate } from '../kernel/migrate.ts'
import { startPostgres } from '../kernel/postgres/index.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const generator = createRequire(import.meta.url).resolve('kysely-codegen/dist/cli/bin.js')

/**
 * The row types of a migrated database, as TypeScript text. In a process of its own: the generator sets how values are read
 * for the whole process it runs in.
 */
export async function typesOf(url: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mortar-types-'))
  const file = path.join(folder, 'schema.ts')
  const options = ['--config-file', 'server/types.config.json', '--url', url, '--out-file', file]
  await promisify(execFile)(process.execPath, [generator, ...options], { cwd: root, timeout: 30_000 })
  const text = await readFile(file, 'utf8')
  await rm(folder, { recursive: true })
  return text
}

if (import.meta.main) {
  const folder = await mkdtemp(path.join(tmpdir(), 'mortar-types-'))
  const postgres = await startPostgres({ folder, log: () => undefined, durable: false })
  try {
    await migrate(postgres.url)
    await writeFile(path.join(root, 'server/src/kernel/generated/schema.ts'), await typesOf(postgres.url))
    console.log('server/src/kernel/generated/schema.ts')
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
