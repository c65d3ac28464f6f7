/** Letters that Unicode does not take apart, written as people without them type them. */
const spelled: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
}

/** Lower-case and without accents: what is left when neither shall count. Digits and punctuation stay. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøđðłþħıς]/g, (letter) => spelled[letter] ?? letter)
}

/** One spelling of a name to compare by: folded, with single spaces. */
export function keyOf(text: string): string {
  return fold(text).replace(/\s+/g, ' ').trim()
}
