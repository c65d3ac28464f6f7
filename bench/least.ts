// The limit of anything that keeps orders in PostgreSQL: the least SQL that two items need, from one Node process over `pg`,
// with its statements prepared.
import { Client } from 'pg'
import type { LeastJob } from './job.ts'
import { keepPace, readJob } from './pace.ts'

const job = await readJob<LeastJob>()
const hotProduct = 1
const any = () => hotProduct + 1 + Math.floor(Math.random() * (job.products - 1))

const take = 'update stock set quantity = quantity - 1 where id = $1 and quantity > 0'
const order = 'insert into orders (customer_id, total_minor, placed_at) values (1, 1000, now()) returning id'
const lines =
  'insert into lines (order_id, product_id, quantity, price_minor) values ($1, $2, 1, 500), ($1, $3, 1, 500)'

/** Begin, two rows of stock in the order of their ids, order, lines, commit: six round trips. */
async function buy(client: Client): Promise<null> {
  const [one, other] = [job.hot ? hotProduct : any(), any()].toSorted((a, b) => a - b)
  await client.query('begin')
  await client.query({ name: 'take', text: take, values: [one] })
  await client.query({ name: 'take', text: take, values: [other] })
  const { rows } = await client.query<{ id: number }>({ name: 'order', text: order })
  await client.query({ name: 'lines', text: lines, values: [rows[0]?.id, one, other] })
  await client.query('commit')
  return null
}

const clients = await Promise.all(
  Array.from({ length: job.clients }, async () => {
    const client = new Client({ connectionString: job.url, application_name: 'bench-least' })
    await client.connect()
    return client
  }),
)
await keepPace(job, (client) => buy(clients[client] as Client))
await Promise.all(clients.map((client) => client.end()))
