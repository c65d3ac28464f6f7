/**
 * What lies outside the program: the clock, mail, and later the gateways and files. The only thing that tests replace.
 */
export type Mail = { key: string; to: string; subject: string; text: string; html: string | null }

export type World = {
  now: () => Date
  mail: {
    /** False: mails are only kept, for the demo's page. */
    sends: boolean
    send: (mail: Mail) => Promise<void>
  }
}
