import { Client, type ClientConfig } from 'pg'

/**
 * A connection of its own, outside of the pools, whose end ends nothing else: what runs over it fails, and so does what
 * is asked next. Unheard, the event of a server that goes away would end the process.
 */
export function clientOf(config: ClientConfig): Client {
  const client = new Client(config)
  client.on('error', () => undefined)
  return client
}
