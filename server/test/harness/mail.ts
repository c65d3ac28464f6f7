import { expect } from 'vitest'
import type { Mail } from '../../src/kernel/world.ts'
import type { Mortar } from './index.ts'

/** The newest mail to an address with this subject, once it has arrived. `from`: only what came after so many mails. */
export async function mailTo(mortar: Mortar, address: string, subject: string | RegExp, from = 0): Promise<Mail> {
  await mortar.settle()
  const newest = () =>
    mortar.mailbox
      .slice(from)
      .findLast(
        (mail) =>
          mail.to === address && (typeof subject === 'string' ? mail.subject === subject : subject.test(mail.subject)),
      )
  await expect.poll(newest).toBeDefined()
  return newest() as Mail
}

/** The long code of the link in it, which no count of tries refuses. */
export async function longCodeMailed(
  mortar: Mortar,
  address: string,
  subject: string | RegExp,
  from = 0,
): Promise<string> {
  const { text } = await mailTo(mortar, address, subject, from)
  return /[?&]code=([\dA-F]{32})\b/.exec(text)?.[1] ?? ''
}

/** The code in it. */
export async function codeMailed(mortar: Mortar, address: string, subject: string | RegExp, from = 0): Promise<string> {
  const { text } = await mailTo(mortar, address, subject, from)
  const [, first = '', second = ''] = /(\d{4}) (\d{4})/.exec(text) ?? []
  return first + second
}
