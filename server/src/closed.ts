/**
 * Every answer begins closed, whatever its address and whether or not anything is there: kept nowhere, and nothing in it runs,
 * loads or is framed. The routes that answer pages, files and documents say otherwise, each for itself.
 */
export const closed = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
}
