import { api, createClient, type Client, type Route, type Transport } from '@mortar/contract'

/** A client that also holds the server to its word: an answer the contract does not describe to the letter is an error. */
export function strictClient(raw: Transport, headers: Record<string, string> = {}): Client {
  return createClient(async (request) => {
    const answer = await raw({ ...request, headers: { ...headers, ...request.headers } })
    const route = routeOf(request)
    if (answer.status < 400 && route?.answer !== undefined) route.answer.parse(JSON.parse(answer.body))
    return answer
  })
}

const patterns = Object.values<Route>(api).map((route) => ({
  route,
  pattern: new RegExp(`^${route.url.replace(/:\w+/g, '[^/]+')}/?$`),
  parameters: route.url.split(':').length,
}))

function routeOf({ method, url }: { method: string; url: string }): Route | undefined {
  const path = url.split('?')[0] ?? ''
  return patterns
    .filter(({ route, pattern }) => route.method === method && pattern.test(path))
    .toSorted((a, b) => a.parameters - b.parameters)[0]?.route
}
