import { createTransport } from 'nodemailer'
import type { Config } from './kernel/config.ts'
import type { Mail, World } from './kernel/world.ts'

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

/** The world as it is: the machine's clock, and a mail server when one is named. */
export function realWorld(config: Pick<Config, 'smtpUrl'>): World {
  return {
    now: () => new Date(),
    mail: config.smtpUrl === undefined ? keepsMail : sendsMail(config.smtpUrl),
  }
}

const keepsMail: World['mail'] = {
  sends: false,
  send: () => Promise.reject(new Error('no mail server is configured')),
}

/** `from` of the address is the sender; without it the user who signs in, or `mortar` at the server's own name. */
export function senderOf(smtpUrl: string): string {
  const { hostname, username, searchParams } = new URL(smtpUrl)
  const user = decodeURIComponent(username)
  return searchParams.get('from') ?? (user.includes('@') ? user : `mortar@${hostname}`)
}

function sendsMail(smtpUrl: string): World['mail'] {
  const from = senderOf(smtpUrl)
  const transport = createTransport({ url: smtpUrl, ...timeouts, disableFileAccess: true, disableUrlAccess: true })
  const send = async ({ key, to, subject, text, html }: Mail) => {
    // The same mail bears the same id each time it is sent, so that a receiver can drop the second.
    const messageId = `<${key.replace(/[^\w.-]/g, '.')}@${from.split('@').at(-1)}>`
    await transport.sendMail({ from, to: { name: '', address: to }, subject, text, html: html ?? undefined, messageId })
  }
  return { sends: true, send }
}
