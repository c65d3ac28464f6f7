import { Damage } from './format.ts'

/** What is read of a backup, in its own order; each body must be read to its end. */
export type Source = { line: () => Promise<unknown>; body: () => AsyncGenerator<Buffer> }

const LONGEST_LINE = 64 * 1024 * 1024
const NEWLINE = 10

export function readSource(chunks: AsyncIterable<Buffer>): Source {
  const iterator = chunks[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)

  const pull = async () => {
    const next = await iterator.next()
    if (next.done) throw new Damage('it is cut off')
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value])
  }
  const take = (length: number): Buffer => {
    const taken = held.subarray(0, length)
    held = held.subarray(length)
    return taken
  }
  const text = async (): Promise<string> => {
    while (!held.includes(NEWLINE)) {
      if (held.length > LONGEST_LINE) throw new Damage('it is damaged')
      await pull()
    }
    const line = take(held.indexOf(NEWLINE) + 1)
    return line.toString('utf8')
  }
  async function* body(): AsyncGenerator<Buffer> {
    for (;;) {
      let left = Number(await text())
      if (!Number.isSafeInteger(left) || left < 0) throw new Damage('it is damaged')
      if (left === 0) return
      while (left > 0) {
        if (held.length === 0) await pull()
        const piece = take(left)
        left -= piece.length
        yield piece
      }
    }
  }
  return { line: async () => parsed(await text()), body }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new Damage('it is damaged', { cause })
  }
}
