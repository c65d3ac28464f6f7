import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { makePasswords, noPassword } from './passwords.ts'

const passwords = makePasswords()

test('a password is verified by its hash, which is another each time and tells nothing', async () => {
  const [one, other] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')])
  expect(one).not.toBe(other)
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await passwords.verify('correct horse', one)).toBe(true)
  expect(await passwords.verify('correct horse', other)).toBe(true)
  expect(await passwords.verify('Correct horse', one)).toBe(false)
  expect(await passwords.verify('', one)).toBe(false)
})

test('the same letters typed on another keyboard are the same password', async () => {
  const hash = await passwords.hash('caf\u00e9 cr\u00e8me')
  expect(await passwords.verify('cafe\u0301 cre\u0300me', hash)).toBe(true)
})

test('nobody has no password, and neither has whoever has none', async () => {
  expect(await passwords.verify('anything', null)).toBe(false)
  expect(await passwords.verify(noPassword, noPassword)).toBe(false)
})

const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

test('a hash made with other settings still verifies', async () => {
  const nonce = Buffer.alloc(16, 7)
  const settings = { message: 'old password', nonce, memory: 256, passes: 3, parallelism: 1, tagLength: 32 }
  const hash = `$argon2id$v=19$m=256,t=3,p=1$${text(nonce)}$${text(argon2Sync('argon2id', settings))}`
  expect(await passwords.verify('old password', hash)).toBe(true)
  expect(await passwords.verify('new password', hash)).toBe(false)
})

test('a stored hash that cannot be read is an error of ours, not a wrong password', async () => {
  await expect(passwords.verify('x', 'no hash')).rejects.toThrow('PHC')
})

test('however many are hashed at once, all are', async () => {
  const hashes = await Promise.all(Array.from({ length: 8 }, (_, i) => passwords.hash(`password ${i}`)))
  expect(await Promise.all(hashes.map((hash, i) => passwords.verify(`password ${i}`, hash)))).toEqual(
    hashes.map(() => true),
  )
})
