import { allows } from '@mortar/contract'
import type { FastifyRequest } from 'fastify'
import { inPlace } from './load.ts'
import type { Person, Served } from './module.ts'
import type { MountOptions } from './mount.ts'
import { Refusal } from './refusal.ts'
import { admitted, sessionCookie, type Credentials } from './sessions.ts'

/** Session, then access: a stranger hears 401 and a wrong role 403 before anything else of the request is read. */
export async function admit(request: FastifyRequest, each: Served, options: MountOptions): Promise<void> {
  const credentials = credentialsOf(request)
  if (credentials.bearer === null && credentials.cookie === null) {
    if (!allows(each.route.access, null)) throw new Refusal('unauthenticated')
    return
  }
  request.person = await admittedNow(credentials, each, options)
  if (credentials.bearer === null && request.person !== null) refuseCrossSite(request)
}

/** A change is begun by who they were a moment ago if they might then: its transaction asks again, so one look is enough. */
async function admittedNow(
  credentials: Credentials,
  { route, holding }: Served,
  { sessions, gate, brief, now }: MountOptions,
): Promise<Person | null> {
  if (route.method !== 'GET' && holding !== 'nobody') {
    const recent = await sessions.recent(credentials, now())
    if (recent !== undefined && allows(route.access, recent)) return recent
  }
  const person = await inPlace(gate, () => sessions.identify(brief, credentials, now()))
  return admitted(person === 'dead' ? null : person, route, credentials.bearer !== null)
}

function credentialsOf(request: FastifyRequest): Credentials {
  const header = request.headers.authorization
  const bearer = header === undefined ? null : (/^Bearer ([\w.~+/-]+=*)$/i.exec(header)?.[1] ?? '')
  return { bearer, cookie: request.cookies[sessionCookie(request)] ?? null }
}

/** A browser sends our cookie along with other sites' requests too: those may look, never act (Fetch Metadata). */
function refuseCrossSite(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const site = request.headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return
  const origin = request.headers.origin
  if (site === undefined && (origin === undefined || URL.parse(origin)?.host === request.headers.host)) return
  throw new Refusal('cross_site')
}
