/** Why the embedded PostgreSQL cannot be used: a sentence for whoever starts the program. */
export class PostgresFault extends Error {
  override name = 'PostgresFault'
}
