import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'

const window = 64 * 1024
const textOfARow = 8_000

/**
 * Rows that packed are so many megabytes, in the records of idempotency, which nothing refers to. Letters repeat only further
 * apart than gzip looks back, so that they are as large packed as random ones and cost nothing to make.
 */
export async function manyRows(url: string, megabytes: number): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const letters = randomBytes(window * 4).toString('base64')
    const rows = Math.ceil((megabytes * 1024 * 1024) / textOfARow / 0.76)
    await client.query(
      `insert into kernel.idempotency (user_id, operation, key, body_hash, answer)
       select n, 'bulk', n::text, '', substr($1, 1 + (n * ${textOfARow}) % (length($1) - ${textOfARow}), ${textOfARow})
       from generate_series(1, $2::int) n`,
      [letters, rows],
    )
  } finally {
    await client.end()
  }
}

/** Files of one megabyte that cannot be packed, some of them in folders. */
export function manyFiles(folder: string, megabytes: number): void {
  const content = randomBytes(1024 * 1024)
  for (let n = 0; n < megabytes; n += 1) {
    const place = path.join(folder, `${n % 7}`)
    mkdirSync(place, { recursive: true })
    content.writeUInt32BE(n)
    writeFileSync(path.join(place, `${n}.bin`), content)
  }
}
