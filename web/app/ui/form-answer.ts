import { createContext } from 'react'

/** What a form was refused for, and what was typed in it, by the names of its fields; `Post` fills it in. */
export type FormAnswer = { errorOf: (name: string) => string | null; typed: Record<string, string> }

export const FormAnswer = createContext<FormAnswer>({ errorOf: () => null, typed: {} })
