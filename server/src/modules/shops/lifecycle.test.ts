import { shopStatuses } from '@mortar/contract'
import { expect, test } from 'vitest'
import { lifecycle, openMoves, shopMoves } from './lifecycle.ts'

test('each status offers the moves that may start from it', () => {
  expect(Object.fromEntries(shopStatuses.map((status) => [status, openMoves(status)]))).toEqual({
    pending: ['approve', 'reject'],
    approved: ['suspend'],
    rejected: ['approve'],
    suspended: ['reinstate'],
  })
})

test('no move ends where it may start', () => {
  for (const move of shopMoves) expect(lifecycle[move].from).not.toContain(lifecycle[move].to)
})
