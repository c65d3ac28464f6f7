import { ApiError, type RefusalCode } from '@mortar/contract'
import { data, redirect, type RouterContextProvider } from 'react-router'
import type { Visit } from '../../visit.ts'
import type { Done } from './done.ts'
import type { Failed } from './failure.ts'
import { textOf } from './form.ts'
import { localeOf, localized } from './i18n/locales.ts'
import { visitContext } from './visit.server.ts'

type Args = { request: Request; url: URL; context: Readonly<RouterContextProvider> }

/** What the pages and forms work with. `path` keeps the language of the address. */
export type Web = Visit & { path: (path: string) => string; url: URL }

export type Answered<K extends keyof Web['api']> = Awaited<ReturnType<Web['api'][K]>>

type Wrapped<T> = ReturnType<typeof data<T>>

/** What a form may come to: another page, or an answer that says what was done. Nothing is done without a word. */
type Outcome = Response | Done | Wrapped<Done>

function webOf({ url, context }: Args): Web {
  const locale = localeOf(url.pathname)
  return { ...context.get(visitContext), url, path: (path) => localized(path, locale) }
}

/** A page's data. A refusal becomes the page that says so; a stranger where one must be signed in goes to sign in. */
export async function page<T>(args: Args, load: (web: Web) => Promise<T>): Promise<T> {
  const web = webOf(args)
  try {
    return await load(web)
  } catch (error) {
    throw error instanceof ApiError ? pageOf(error, web) : error
  }
}

/**
 * The answer, or null where the API refuses with one of these codes: what a page says in its place must be true of every one of
 * them. That it is busy, or that there were too many tries, is no answer to anything.
 */
export async function unless<T>(answer: Promise<T>, ...codes: RefusalCode[]): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError && codes.some((code) => code === error.problem.code)) return null
    throw error
  }
}

/** What stands beside a page's own thing: what the API refuses there is left out without a word, and never takes the page away. */
export async function beside<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError && error.status !== 401) return null
    throw error
  }
}

/** A form's deed. A refusal comes back to the form with what was typed, except passwords. */
export async function act<T extends Outcome>(args: Args, perform: (web: Web, form: FormData) => Promise<T>) {
  const web = webOf(args)
  const form = await args.request.formData()
  try {
    return await perform(web, form)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (isStranger(error)) throw pageOf(error, web)
    const said = { form: textOf(form, 'form'), problem: error.problem, values: typed(form) }
    const failure: Failed = { ...said, retry_after_s: waitOf(error) }
    return data(failure, { status: error.status, ...retryAfter(error) })
  }
}

/** Answers to the form of a sign-in, which is where the stranger is already. */
const ofSignIn = ['invalid_credentials', 'two_factor_required', 'two_factor_wrong']
const isStranger = ({ status, problem }: ApiError) => status === 401 && !ofSignIn.includes(problem.code)

function pageOf(error: ApiError, web: Web) {
  if (isStranger(error)) return redirect(signInPath(web))
  // An address the API cannot even read names nothing.
  const status = error.status === 400 ? 404 : error.status
  return data({ code: error.problem.code }, { status, ...retryAfter(error) })
}

export const signInPath = ({ url, path }: Web) =>
  `${path('/sign-in')}?next=${encodeURIComponent(url.pathname + url.search)}`

function retryAfter(error: ApiError): { headers?: Record<string, string> } {
  const value = error.headers['retry-after']
  return value === undefined ? {} : { headers: { 'Retry-After': value } }
}

function waitOf(error: ApiError): number | undefined {
  const value = error.headers['retry-after']
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined
}

function typed(form: FormData): Record<string, string> {
  const entries = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(entries.filter(([name]) => !name.startsWith('password')))
}
