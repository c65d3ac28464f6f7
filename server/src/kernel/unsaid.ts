/** Each of what is looked for below has one of these; the line of every request has none. */
const mayHoldValues = /[@?"'(]|:\/\//

/**
 * A text of a program without the values that it was about: addresses of every kind, and what stands in quotation marks.
 * `"hepatitis" is not valid JSON` and `invalid input syntax for type uuid: "…"` tell as much of the bug without them. Names of our
 * own stay, which PostgreSQL quotes too.
 */
export function withoutValues(text: string, code?: unknown): string {
  if (!mayHoldValues.test(text)) return text
  const mayName = typeof code !== 'string' || !code.startsWith('22')
  return text
    .replaceAll(/\b(?!file:)[a-z][a-z\d+.-]*:\/\/\S+/gi, '(an address)')
    .replaceAll(/[^\s"'`<>()@]+@[^\s"'`<>()@]+/g, '(an address)')
    .replaceAll(/(^|\s)\/\S*\?\S*/g, '$1(an address)')
    .replaceAll(/"((?:[^"\\]|\\.)*)"/g, (quoted: string, inside: string, at: number, whole: string) =>
      mayName && isName(whole.slice(0, at), whole.slice(at + quoted.length)) && /^\w+$/.test(inside) ? quoted : '"…"',
    )
    .replaceAll(/\bReceived (?:type \w+|an instance of)? ?\(.*$/gm, 'Received (…)')
    .replaceAll(/'([^'\n]*)'/g, (quoted, inside: string) => (/^[\w$.]+$/.test(inside) ? quoted : "'…'"))
}

/** `relation "…"`, `constraint "…"`, `The "…" argument`: what stands before or after says that this is a name. */
function isName(before: string, after: string): boolean {
  return (
    /\b(?:relation|table|column|constraint|index|schema|function|type|role|database|statement|trigger|sequence|of) $/i.test(
      before,
    ) || /^ (?:argument|property|option)\b/.test(after)
  )
}
