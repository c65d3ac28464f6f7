import type { Order } from '@mortar/contract'
import { expect, test } from 'vitest'
import { dueOf, outcomeOf } from './paid.ts'

const share = (status: Order['status'], paid: Order['payment']['status'], total = 100) => ({
  status,
  total,
  payment: { status: paid },
})

test('what is still to be paid is what was not cancelled', () => {
  const orders = [share('cancelled', 'open', 500), share('pending', 'open', 300), share('pending', 'paid', 200)]
  expect([dueOf(orders), outcomeOf(orders)]).toEqual([300, 'open'])
})

test('it is paid once every order that goes on is', () => {
  expect(outcomeOf([share('cancelled', 'voided'), share('pending', 'paid'), share('shipped', 'paid')])).toBe('paid')
  expect(outcomeOf([share('cancelled', 'refunded'), share('delivered', 'paid')])).toBe('paid')
  expect(outcomeOf([share('pending', 'paid'), share('pending', 'open')])).toBe('open')
})

test('a payment that failed is no payment to wait for, and orders of which none goes on are none that are paid', () => {
  expect(outcomeOf([share('pending', 'failed'), share('cancelled', 'voided')])).toBe('declined')
  expect(outcomeOf([share('cancelled', 'failed')])).toBe('declined')
  expect(outcomeOf([share('cancelled', 'refunded'), share('cancelled', 'voided')])).toBe('over')
  expect(outcomeOf([share('cancelled', 'paid')])).toBe('over')
  expect([dueOf([share('cancelled', 'open')]), outcomeOf([share('cancelled', 'open')])]).toEqual([0, 'over'])
})
