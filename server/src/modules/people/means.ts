import type { Kernel } from '../../kernel/module.ts'
import { makeCodes, type Codes } from './codes.ts'
import { makeOwnPassword, type OwnPassword } from './own-password.ts'
import { makeSecondFactors, type SecondFactors } from './second-factor.ts'
import { makeTokens, type Tokens } from './tokens.ts'

/** What this module's routes work with: the kernel's, and what only the secret makes. */
export type Means = Pick<Kernel, 'passwords' | 'limits' | 'keeps' | 'world' | 'config'> & {
  tokens: Tokens
  codes: Codes
  seconds: SecondFactors
  ownPassword: OwnPassword
}

export function makeMeans(kernel: Kernel): Means {
  const { secret } = kernel.config
  const codes = makeCodes(secret)
  return {
    ...kernel,
    codes,
    tokens: makeTokens(secret),
    seconds: makeSecondFactors(secret, codes),
    ownPassword: makeOwnPassword(kernel),
  }
}
