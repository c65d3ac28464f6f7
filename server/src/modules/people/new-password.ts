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
 * Refuses what is guessed first: common passwords, alone or with digits and signs around them, few letters over and over,
 * and a person's own names (NIST SP 800-63B, section 5.1.1.2). Its length is the contract's to check.
 */
export function checkNewPassword(password: string, self: Self, field = 'password'): void {
  const low = password.normalize('NFKC').toLowerCase()
  if (isCommon(low)) throw invalid(field, 'common', 'is one that is guessed first')
  if (wordsOf(self).some((word) => isMostly(low, word))) throw invalid(field, 'personal', 'is made of your own names')
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
