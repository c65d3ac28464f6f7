type Kind = {
  /** The kept answers that it changes, by how their address begins. */
  drops?: (name: string) => string
}

/** What can be listened to, by kind; the part after the colon names one. It says what changed, never how. */
const kinds = {
  /** By number. */
  order: {},
  /** By uuid: it has ended. */
  session: {},
  /** Of a shop by number: how much there is to do at its counter. */
  desk: {},
  /** By slug. */
  product: { drops: (slug) => `/api/products/${slug}` },
  /** By slug. Whether a shop sells changes more answers than can be named. */
  shop: { drops: () => '/api/' },
} satisfies Record<string, Kind>
type TopicKind = keyof typeof kinds

/** `order:17`, `session:<uuid>`, `product:<slug>`. */
export type Topic = `${TopicKind}:${string}`

export const topic = (kind: TopicKind, name: string | number): Topic => `${kind}:${name}`

/** How the addresses of the answers begin that are to be forgotten. A later program may know kinds that this one does not. */
export function droppedBy(told: string): string | undefined {
  const [kind = '', ...name] = told.split(':')
  const known: Kind | undefined = Object.hasOwn(kinds, kind) ? kinds[kind as TopicKind] : undefined
  return known?.drops?.(name.join(':'))
}
