import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { BackupFault, Damage } from './format.ts'

/** What is read of a backup, in its own order; each body must be read to its end, and so must the whole. */
export type Source = {
  line: () => Promise<unknown>
  body: () => AsyncGenerator<Buffer>
  /** Nothing follows, and what was packed is what was unpacked. */
  end: () => Promise<void>
}

const LONGEST_LENGTH = 16
/** What a line of JSON may have, in bytes: little enough for whatever it says to be held in memory. */
const LONGEST_LINE = 8 * 1024 * 1024
const NEWLINE = 10

/**
 * Hands over the unzipped file, and says in words what is wrong with it. What is left unread is given up: a pipeline with
 * a reader that stops early would wait for the rest of a file that nobody reads.
 */
export async function reading<T>(file: string, work: (source: Source) => Promise<T>): Promise<T> {
  const unzipped = createGunzip({ chunkSize: 256 * 1024 })
  // Whatever fails on the way is thrown to whoever reads next; whoever has stopped reading need not hear of it.
  unzipped.on('error', () => undefined)
  pipeline(createReadStream(file), unzipped, () => undefined)
  try {
    return await work(readSource(unzipped))
  } catch (error) {
    if (!(error instanceof Damage)) throw error
    throw new BackupFault(`${file} cannot be restored: ${error.message}. Nothing was changed.`, { cause: error })
  } finally {
    unzipped.destroy()
  }
}

export function readSource(chunks: AsyncIterable<Buffer>): Source {
  const iterator = chunks[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)

  /** False at the end. Only ever called when nothing is held, so that nothing is copied twice. */
  const pull = async (): Promise<boolean> => {
    const next = await iterator.next().catch((error: unknown) => {
      throw damageOf(error)
    })
    if (!next.done) held = next.value
    return !next.done
  }
  const take = (length: number): Buffer => {
    const taken = held.subarray(0, length)
    held = held.subarray(length)
    return taken
  }
  const text = async (longest: number): Promise<string> => {
    const pieces: Buffer[] = []
    for (let length = 0; ;) {
      const at = held.indexOf(NEWLINE)
      const piece = take(at < 0 ? held.length : at + 1)
      length += piece.length
      if (length > longest) throw new Damage('it is damaged, or no backup at all')
      pieces.push(piece)
      if (at >= 0) return Buffer.concat(pieces).toString('utf8')
      if (!(await pull())) throw new Damage('it is cut off')
    }
  }
  async function* body(): AsyncGenerator<Buffer> {
    for (let left = lengthOf(await text(LONGEST_LENGTH)); left > 0; left = lengthOf(await text(LONGEST_LENGTH))) {
      while (left > 0) {
        if (held.length === 0 && !(await pull())) throw new Damage('it is cut off')
        const piece = take(left)
        left -= piece.length
        yield piece
      }
    }
  }
  const end = async () => {
    if (held.length > 0 || (await pull())) throw new Damage('it goes on after its end')
  }
  return { line: async () => parsed(await text(LONGEST_LINE)), body, end }
}

function lengthOf(line: string): number {
  if (!/^\d{1,15}\n$/.test(line)) throw new Damage('it is damaged')
  return Number(line)
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new Damage('it is damaged', { cause })
  }
}

/** Anything but a file that cannot be read is a fault of ours, and stays one. */
function damageOf(error: unknown): unknown {
  const why = REASONS[(error as NodeJS.ErrnoException).code ?? '']
  return why === undefined ? error : new Damage(why, { cause: error })
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  EISDIR: 'it is a folder',
  EIO: 'the disk does not give it back',
  Z_BUF_ERROR: 'it is cut off',
  Z_DATA_ERROR: 'it is damaged, or no backup at all',
  Z_NEED_DICT: 'it is damaged, or no backup at all',
}
