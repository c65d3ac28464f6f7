import { expect, test } from 'vitest'
import { mayOf } from './may.server.ts'

const staff = (...duties: Parameters<typeof mayOf>[0]['duties']) => mayOf({ role: 'staff', duties })
const all = { orders: true, products: true, stock: true }

test('a shopkeeper may all; staff what their duties say, and never change the staff', () => {
  expect(mayOf({ role: 'shopkeeper', duties: [] })).toEqual({ ...all, staff: true })
  expect([staff('pharmacist'), staff('dispenser')]).toEqual([
    { ...all, staff: false },
    { ...all, staff: false },
  ])
  expect(staff('counter')).toEqual({ orders: true, products: false, stock: false, staff: false })
  expect(staff()).toEqual({ orders: false, products: false, stock: false, staff: false })
})
