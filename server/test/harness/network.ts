import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type Network = {
  /** The same database by this way. */
  url: string
  /** Everything sent is lost, and nobody is told. */
  swallow: () => void
  /** Connections end, and new ones are refused. */
  cut: () => void
  /** New connections work; one that swallowed something stays as it is. */
  mend: () => void
  close: () => void
}

/** A way to a database that can fail as networks do. */
export async function aNetwork(database: string): Promise<Network> {
  const to = new URL(database)
  let state: 'fine' | 'swallows' | 'cut' = 'fine'
  const sockets = new Set<Socket>()
  const end = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  const server = createServer((near) => {
    if (state === 'cut') {
      near.resetAndDestroy()
      return
    }
    const far = connect(Number(to.port), to.hostname)
    pipe(near, far)
    pipe(far, near)
  })
  const pipe = (from: Socket, into: Socket) => {
    let dead = false
    sockets.add(from)
    from.on('error', () => into.destroy()).on('close', () => into.destroy())
    from.on('data', (data) => {
      dead ||= state === 'swallows'
      if (!dead) into.write(data)
    })
  }
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const way = new URL(database)
  way.port = String((server.address() as AddressInfo).port)
  return {
    url: way.href,
    swallow: () => void (state = 'swallows'),
    cut: () => {
      state = 'cut'
      end()
    },
    mend: () => void (state = 'fine'),
    close: () => {
      end()
      server.close()
    },
  }
}
