import { createContext } from 'react-router'
import type { Visit } from '../../visit.ts'

/** Loaders and actions reach the server through this, and through nothing else. */
export const visitContext = createContext<Visit>()
