import { expect, test } from 'vitest'
import { plainTarget } from './target.ts'

test.each([
  ['/api/me', '/api/me'],
  ['/%61pi/m%65', '/api/me'],
  ['/%41%2D%2e%5F%7E', '/A-._~'],
  ['http://x/api/me', '/api/me'],
  ['HTTPS://shop.example:8080/api/me?a=b', '/api/me?a=b'],
  ['http://x', '/'],
  ['http://x?q=a', '/?q=a'],
  ['/api/me#top', '/api/me'],
  ['/search?q=%61#b?c', '/search?q=%61'],
  ['/a?next=http://x/%61', '/a?next=http://x/%61'],
])('%s is %s', (spelled, plain) => {
  expect(plainTarget(spelled)).toBe(plain)
})

test.each(['/a%2Fb', '/a%25b', '/%2561pi/me', '/%3f', '/%E2%82%AC', '/%zz', '/%', '//x/y', '/\\', '*', 'ftp://x/'])(
  'what stands for something else, or for nothing, stays: %s',
  (target) => {
    expect(plainTarget(target)).toBe(target)
  },
)
