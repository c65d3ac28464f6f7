import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { changesOf } from './changes.ts'

test('only what differs is told, with the way it went', () => {
  expect(changesOf({ status: 'pending', note: 'x' }, { status: 'approved', note: 'x' })).toEqual([
    { field: 'status', before: 'pending', after: 'approved' },
  ])
})

test('fields of fields are named with a dot, lists are read as one value', () => {
  expect(
    changesOf({ single_device: { staff: true, admin: true } }, { single_device: { staff: false, admin: true } }),
  ).toEqual([{ field: 'single_device.staff', before: true, after: false }])
  expect(changesOf({ duties: [] }, { duties: ['counter', 'dispenser'] })).toEqual([
    { field: 'duties', before: '', after: 'counter, dispenser' },
  ])
})

test('what appears or goes has nothing on the other side', () => {
  expect(changesOf(null, { reason: 'spam' })).toEqual([{ field: 'reason', before: null, after: 'spam' }])
  expect(changesOf({ reason: 'spam' }, undefined)).toEqual([{ field: 'reason', before: 'spam', after: null }])
  expect(changesOf({ reason: null }, {})).toEqual([])
})

test('a state that is no object is told whole', () => {
  expect(changesOf('on', 'off')).toEqual([{ field: '', before: 'on', after: 'off' }])
})

test('whatever was written down, the same before and after is no change', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (state) => {
      expect(changesOf(state, structuredClone(state))).toEqual([])
    }),
  )
})

test('every value of a flat state that appears is told', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean())
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), (state) => {
      const told = Object.fromEntries(changesOf(null, state).map(({ field, after }) => [field, after]))
      expect(told).toEqual({ ...state })
    }),
  )
})
