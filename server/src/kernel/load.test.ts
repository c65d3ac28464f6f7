import { afterEach, expect, test, vi } from 'vitest'
import { openGate } from './load.ts'
import { Refusal } from './refusal.ts'

afterEach(() => void vi.useRealTimers())

const refused = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  )

test('lets in as many as there are places, and the next ones in the order they came', async () => {
  const gate = openGate({ places: 2 })
  const first = await gate.enter()
  const second = await gate.enter()
  const admitted: string[] = []
  const line = ['a', 'b', 'c'].map((name) => gate.enter().then((leave) => (admitted.push(name), leave)))
  expect([gate.inFlight(), gate.waiting()]).toEqual([2, 3])
  first()
  const leaveA = await line[0]
  expect(admitted).toEqual(['a'])
  second()
  await line[1]
  expect(admitted).toEqual(['a', 'b'])
  leaveA?.()
  await line[2]
  expect(admitted).toEqual(['a', 'b', 'c'])
  expect([gate.inFlight(), gate.waiting()]).toEqual([2, 0])
})

test('a place given back twice is one place', async () => {
  const gate = openGate({ places: 2 })
  const leave = await gate.enter()
  await gate.enter()
  leave()
  leave()
  expect(gate.inFlight()).toBe(1)
})

test('past the queue the answer is no at once', async () => {
  const gate = openGate({ places: 1, queue: 2 })
  const leave = await gate.enter()
  const waiting = [gate.enter(), gate.enter()]
  const error = await refused(gate.enter())
  expect(error).toBeInstanceOf(Refusal)
  expect(error).toMatchObject({ code: 'overloaded', details: { retry_after_s: 2 } })
  expect(gate.waiting()).toBe(2)
  leave()
  ;(await waiting[0])?.()
  ;(await waiting[1])?.()
  expect([gate.inFlight(), gate.waiting()]).toEqual([0, 0])
})

test('who has waited long enough is sent away, and takes no place later', async () => {
  vi.useFakeTimers()
  const gate = openGate({ places: 1, patience_ms: 5_000 })
  const leave = await gate.enter()
  const impatient = refused(gate.enter())
  await vi.advanceTimersByTimeAsync(3_000)
  const patient = gate.enter()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await impatient).toMatchObject({ code: 'overloaded' })
  expect(gate.waiting()).toBe(1)
  leave()
  const leavePatient = await patient
  expect(gate.inFlight()).toBe(1)
  leavePatient()
  await vi.advanceTimersByTimeAsync(60_000)
  expect([gate.inFlight(), gate.waiting()]).toEqual([0, 0])
})
