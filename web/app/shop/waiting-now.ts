import { useOutletContext } from 'react-router'
import type { Waiting } from './use-waiting.ts'

/** What waits in the shop as the console knows it by now; null where it could not be read. */
export const useWaitingNow = (): Waiting | null => useOutletContext<Waiting | null>()

/** "To ship (3)"; without a number where none waits. */
export const counted = (label: string, count: number | undefined): string =>
  count === undefined || count === 0 ? label : `${label} (${count})`
