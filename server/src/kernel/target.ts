/**
 * The target of a request in the one spelling that all the program sees: `http://x/%61pi/me#top` is `/api/me`. Letters may
 * be escaped and the whole address may be sent (RFC 3986 §6.2.2.2, RFC 9112 §3.2.2), and neither makes another resource of
 * it: whoever compares, keeps or repeats an address must not be told two stories. What an escape protects stays escaped.
 */
export function plainTarget(target: string): string {
  if (target.startsWith('/') && !/[%#]/.test(target)) return target
  const [own = ''] = target.replace(/^https?:\/\/[^/?#]*/i, '').split('#', 1)
  const end = own.indexOf('?')
  const path = end < 0 ? own : own.slice(0, end)
  return (path.replaceAll(/%[0-7][0-9a-f]/gi, plain) || '/') + own.slice(path.length)
}

function plain(escaped: string): string {
  const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
  return /[\w.~-]/.test(character) ? character : escaped
}
