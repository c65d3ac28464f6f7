import { dictionary } from '@zxcvbn-ts/language-common'
import { invalid } from '../../kernel/refusal.ts'

const shortest = 10
/** The list's words are short: what is common is often one of them with something at its end. */
const common = new Set(dictionary['passwords-common'])
const sequences = [
  '01234567890123456789',
  '98765432109876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'zyxwvutsrqponmlkjihgfedcba',
]

type Self = { username?: string | undefined; email?: string | undefined; name?: string | undefined }

/**
 * Why a password is guessed first: it is a common one, alone or with digits and signs around it, few letters over and over, or
 * a person's own names (NIST SP 800-63B, section 5.1.1.2). Null where it is not. Its length is the contract's to check.
 */
export function weaknessOf(password: string, self: Self): { code: 'common' | 'personal'; message: string } | null {
  const low = password.normalize('NFKC').toLowerCase()
  if (isCommon(low)) return { code: 'common', message: 'is one that is guessed first' }
  if (wordsOf(self).some((word) => isMostly(low, word)))
    return { code: 'personal', message: 'is made of your own names' }
  return null
}

export function checkNewPassword(password: string, self: Self, field = 'password'): void {
  const weakness = weaknessOf(password, self)
  if (weakness) throw invalid(field, weakness.code, weakness.message)
}

function isCommon(password: string): boolean {
  const core = password.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  if (new Set(password).size < 5 || sequences.some((each) => each.includes(password))) return true
  return [password, core].some((each) => common.has(each))
}

const wordsOf = ({ username, email, name }: Self): string[] =>
  [username, email, email?.split('@')[0], name].flatMap((word) => (word === undefined ? [] : [word.toLowerCase()]))

/** The word, with less beside it than would make a password. */
const isMostly = (password: string, word: string) =>
  word.length >= 4 && password.includes(word) && password.length - word.length < shortest / 2
