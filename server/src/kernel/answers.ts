import { hash } from 'node:crypto'

/** As text, which Node sends together with the headers in one write; a Buffer was tried, and cost a fifth more. */
export type Kept = { text: string; etag: string }

const maxAgeMs = 1_000
const maxEntries = 2_000
const maxBytes = 32 * 1024 * 1024

/**
 * Answers that are the same for every stranger, kept for at most a second and dropped when a fact says so. Concurrent
 * requests for the same address share one computation. Carts and checkouts never read from here.
 */
export type Answers = {
  get: (key: string, compute: () => Promise<string>) => Promise<Kept>
  /** Forgets what was said of one product or shop. */
  drop: (prefix: string) => void
}

export function etagOf(text: string): string {
  return `"${hash('sha1', text, 'base64url').slice(0, 22)}"`
}

async function make(compute: () => Promise<string>): Promise<Kept> {
  const text = await compute()
  return { text, etag: etagOf(text) }
}

export function keepAnswers(enabled: boolean): Answers {
  const kept = new Map<string, { answer: Kept; until: number }>()
  const running = new Map<string, Promise<Kept>>()
  let bytes = 0

  const forget = (key: string) => {
    bytes -= kept.get(key)?.answer.text.length ?? 0
    kept.delete(key)
  }
  const keep = (key: string, answer: Kept) => {
    forget(key)
    kept.set(key, { answer, until: performance.now() + maxAgeMs })
    bytes += answer.text.length
    // A Map remembers the order of insertion: its first key is the oldest.
    for (const oldest of kept.keys()) {
      if (kept.size <= maxEntries && bytes <= maxBytes) break
      forget(oldest)
    }
  }

  const get: Answers['get'] = (key, compute) => {
    if (!enabled) return make(compute)
    const found = kept.get(key)
    if (found !== undefined && found.until > performance.now()) return Promise.resolve(found.answer)
    const underWay = running.get(key)
    if (underWay !== undefined) return underWay
    const made = make(compute)
      .then((answer) => {
        // Dropped while it was computed: hand it out, but do not keep it.
        if (running.get(key) === made) keep(key, answer)
        return answer
      })
      .finally(() => {
        if (running.get(key) === made) running.delete(key)
      })
    running.set(key, made)
    return made
  }

  const drop = (prefix: string) => {
    for (const key of kept.keys()) if (key.startsWith(prefix)) forget(key)
    for (const key of running.keys()) if (key.startsWith(prefix)) running.delete(key)
  }
  return { get, drop }
}
