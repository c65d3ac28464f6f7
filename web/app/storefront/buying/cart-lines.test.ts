import { expect, test } from 'vitest'
import { changesIn } from './cart-lines.server.ts'

function form(fields: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of [
    ['line', 'balm/BALM-1'],
    ['was.0', '1'],
    ['line', 'tape/TAPE'],
    ['was.1', '4'],
    ...Object.entries({ 'quantity.0': '1', 'quantity.1': '4', ...fields }),
  ] as const)
    data.append(name, value)
  return data
}

const balm = { product: 'balm', variant: 'BALM-1' }
const tape = { product: 'tape', variant: 'TAPE' }

test('what stands as it was is not sent again', () => {
  expect(changesIn(form({}))).toEqual([])
})

test('every number that was typed counts, whichever button is pressed', () => {
  expect(changesIn(form({ 'quantity.0': '3' }))).toEqual([{ ...balm, quantity: 3 }])
  expect(changesIn(form({ 'quantity.0': '3', step: '1:more' }))).toEqual([
    { ...balm, quantity: 3 },
    { ...tape, quantity: 5 },
  ])
  expect(changesIn(form({ step: '0:none' }))).toEqual([{ ...balm, quantity: 0 }])
  expect(changesIn(form({ 'quantity.1': '7', step: '1:less' }))).toEqual([{ ...tape, quantity: 6 }])
  expect(changesIn(form({ step: '0:toString' }))).toEqual([])
})

test('what is no number is sent to be refused, never left out', () => {
  expect(changesIn(form({ 'quantity.1': 'three' }))).toEqual([{ ...tape, quantity: Number.NaN }])
})
