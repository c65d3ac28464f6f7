/** How many clients there are, and for how long they go on before and while they are counted. */
export type Pace = { clients: number; warm_ms: number; run_ms: number }

export type Scene =
  /** `has` names a field that a right answer has; `tokens`, if they are signed in, one for each client. */
  | { kind: 'get'; urls: string[]; has: string; tokens?: string[] }
  /** The buyers, shared out among the clients, each of which is one after the other; pairs of products of one shop, and what a checkout says besides. */
  | { kind: 'buy'; tokens: string[]; pairs: [string, string][]; terms: object }

/** What load.ts is asked to do. */
export type LoadJob = Pace & { base: string; scene: Scene }

/** What least.ts is asked to do: one product is hot, or all are alike. */
export type LeastJob = Pace & { url: string; products: number; hot: boolean }

export type Came = {
  count: number
  seconds: number
  p50_ms: number
  p99_ms: number
  /** Turns that did not end well, by status; 0 is no answer. */
  oddities: Record<string, number>
}
