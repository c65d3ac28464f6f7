import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { realWorld, senderOf } from './world.ts'

let servers: Server[] = []
afterEach(() => {
  for (const server of servers) server.close()
  servers = []
})

/** As much of a mail server as one mail needs: agrees to everything, or to nothing, and keeps what it was told. */
async function aMailServer(agrees = true): Promise<{ url: string; heard: string[] }> {
  const heard: string[] = []
  const server = createServer((socket) => {
    let inData = false
    socket.write('220 ready\r\n')
    socket.on('data', (chunk) => {
      heard.push(chunk.toString())
      if (inData) {
        inData = !chunk.toString().endsWith('\r\n.\r\n')
        if (!inData) socket.write('250 kept\r\n')
      } else if (!agrees) socket.write('554 no\r\n')
      else if (/^data\r\n/i.test(chunk.toString())) {
        inData = true
        socket.write('354 go on\r\n')
      } else socket.write('250 fine\r\n')
    })
    socket.on('error', () => undefined)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}/?from=news@mortar.test`, heard }
}

const mail = {
  key: 'mail:17',
  to: 'ada@readers.test',
  subject: 'Welcome\r\nBcc: everyone@readers.test',
  text: 'Hello Ada,\n\nå\n',
  html: '<p>Hello Ada</p>',
}

test('without a mail server the world sends nothing', async () => {
  const world = realWorld({ smtpUrl: undefined })
  expect(world.mail.sends).toBe(false)
  await expect(world.mail.send(mail)).rejects.toThrow('no mail server')
})

test('a mail goes out with an id that is the same each time, and with no header of its own making', async () => {
  const { url, heard } = await aMailServer()
  const world = realWorld({ smtpUrl: url })
  expect(world.mail.sends).toBe(true)
  await world.mail.send(mail)
  await world.mail.send(mail)
  const text = heard.join('')
  expect(text.match(/^Message-ID: <mail\.17@mortar\.test>/gm)).toHaveLength(2)
  expect(text).toMatch(/^MAIL FROM:<news@mortar\.test>/m)
  expect(text).toMatch(/^RCPT TO:<ada@readers\.test>/m)
  expect(text).not.toMatch(/^Bcc:/m)
  expect(text).not.toMatch(/^RCPT TO:<everyone/m)
})

test('a refusal of the mail server is an error, so that the job tries again', async () => {
  const { url } = await aMailServer(false)
  await expect(realWorld({ smtpUrl: url }).mail.send(mail)).rejects.toThrow('554')
})

test.each([
  ['smtp://mail.test', 'mortar@mail.test'],
  ['smtps://shop%40mail.test:secret@mail.test', 'shop@mail.test'],
  ['smtp://relay:secret@mail.test', 'mortar@mail.test'],
  ['smtp://mail.test?from=shop%40mortar.test', 'shop@mortar.test'],
])('%s sends as %s', (url, sender) => {
  expect(senderOf(url)).toBe(sender)
})
