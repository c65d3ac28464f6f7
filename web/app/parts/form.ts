/** Reads what a browser's form sent. What is missing or strange is left to the API to refuse, with the field's name. */
export const textOf = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** A password is taken as it was typed, blanks included. Its field's name begins with `password`, so that it is never sent back. */
export const passwordOf = (form: FormData, name: `password${string}` = 'password'): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** An empty field is a field left out. */
export const maybeText = (form: FormData, name: string): string | undefined => textOf(form, name) || undefined

/** Not a number becomes NaN, which JSON carries as null and the API refuses. */
export const wholeOf = (form: FormData, name: string): number => {
  const text = textOf(form, name)
  return /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
}

export const maybeWhole = (form: FormData, name: string): number | undefined =>
  textOf(form, name) === '' ? undefined : wholeOf(form, name)

export const minorOf = (form: FormData, name: string, digits = 2): number => minorText(textOf(form, name), digits)

/** `12,90` or `12.90` to minor units, digit by digit: never through a fraction. */
export function minorText(text: string, digits = 2): number {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text) ?? []
  if (whole === undefined || fraction.length > digits) return Number.NaN
  return Number(whole + fraction.padEnd(digits, '0'))
}

/** `/checkout` becomes `/checkout?registered`: what the next page shall say of this one. */
export const telling = (path: string, news: string): string => `${path}${path.includes('?') ? '&' : '?'}${news}`

/**
 * Only a path of our own, spelled as a header can carry it: `//elsewhere`, `/\elsewhere` and `/.//elsewhere` are addresses of
 * other sites to a browser, and letters beyond ASCII are none that a header holds.
 */
export function ownPath(path: string | null): string | null {
  const url = path !== null && /^\/[^\\\s]*$/.test(path) ? URL.parse(path, 'http://own') : null
  if (url === null || url.host !== 'own' || url.pathname.startsWith('//')) return null
  return url.pathname + url.search + url.hash
}
