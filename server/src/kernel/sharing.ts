import type { Client, ClientBase } from 'pg'
import { send, streamOf } from './named.ts'
import type { KyselyPool } from './sending.ts'

/**
 * A few connections that all callers use at once: statements follow each other without waiting for answers. For statements
 * that take well under a millisecond, wait for no lock and are each whole by themselves: behind a slow one all others would
 * wait, and a transaction would swallow them. What is spared is waking a sleeping process for each statement, which costs
 * more than such a statement does: measured on product pages, a third more of them from the same two cores.
 */
export function sharing(open: () => Client, size: number): KyselyPool {
  const clients: (Promise<Client> | undefined)[] = Array.from({ length: size })
  let turn = 0
  const connected = (at: number) => {
    const client = open()
    const connection = client.connect().then(() => client)
    // What a lost one has to say last must not forget the one in its place.
    const forget = () => {
      if (clients[at] === connection) clients[at] = undefined
    }
    client.on('error', forget)
    client.on('end', forget)
    connection.catch(forget)
    return connection
  }
  const wrapped = new WeakMap<Client, object>()
  const wrap = (client: Client) => {
    const query = (text: string, values: unknown[]) => {
      gather(client)
      return send(client, { text, values })
    }
    const made = { query, release: () => undefined }
    wrapped.set(client, made)
    return made
  }
  return {
    connect: async () => {
      turn = (turn + 1) % size
      const client = await (clients[turn] ??= connected(turn))
      return wrapped.get(client) ?? wrap(client)
    },
    end: async () => {
      const connections = clients.flatMap((client) => (client === undefined ? [] : [client]))
      for (const connection of await Promise.allSettled(connections))
        if (connection.status === 'fulfilled') await connection.value.end()
    },
  } as unknown as KyselyPool
}

/** What is asked in one turn of the event loop goes out in one write: each write wakes the process at the other end. */
function gather(client: ClientBase): void {
  const stream = streamOf(client)
  if (stream.writableCorked > 0) return
  stream.cork()
  setImmediate(() => stream.uncork())
}
