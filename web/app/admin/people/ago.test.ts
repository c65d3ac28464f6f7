import { expect, test } from 'vitest'
import type { Translate } from '../../parts/i18n/use.ts'
import { agoText } from './ago.ts'

const t = ((key: string, values?: Record<string, number>) => `${key} ${values?.['count'] ?? ''}`.trim()) as Translate
const now = '2026-03-10T12:00:00Z'
const said = (at: string) => agoText(t, at, now)

test('the largest whole unit tells how long ago it was', () => {
  expect(['2026-03-10T11:58:00Z', '2026-03-10T11:00:01Z', '2026-03-10T11:00:00Z'].map(said)).toEqual([
    'admin.ago.minutes 2',
    'admin.ago.minutes 59',
    'admin.ago.hours 1',
  ])
  expect(['2026-03-09T12:00:01Z', '2026-03-09T12:00:00Z', '2026-02-01T12:00:00Z'].map(said)).toEqual([
    'admin.ago.hours 23',
    'admin.ago.days 1',
    'admin.ago.days 37',
  ])
})

test('what is nearer than activity is measured is now, and so is a clock that runs ahead', () => {
  expect(['2026-03-10T11:58:01Z', now, '2026-03-10T12:00:09Z'].map(said)).toEqual(Array(3).fill('admin.ago.now'))
})
