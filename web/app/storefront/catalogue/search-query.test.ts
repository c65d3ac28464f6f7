import { expect, test } from 'vitest'
import { searchQuery } from './search-query.ts'

const read = (query: string) => searchQuery(new URLSearchParams(query))

test('a whole search is read from its address', () => {
  expect(
    read('q=+paracetamol+500mg+&category=pain-and-fever&in_stock=true&prescription=false&sort=-price&page=3'),
  ).toEqual({
    q: 'paracetamol 500mg',
    category: 'pain-and-fever',
    in_stock: true,
    prescription: false,
    sort: '-price',
    page: 3,
  })
})

test('what is strange in an address is left out, not passed on', () => {
  const strange = read('q=&category=Not%20a%20slug&in_stock=yes&prescription=1&sort=best&page=-1')
  expect(strange).toEqual({ page: 1 })
})

test('a very long search is cut to what the API takes', () => {
  expect(read(`q=${'a'.repeat(500)}`).q).toHaveLength(120)
})
