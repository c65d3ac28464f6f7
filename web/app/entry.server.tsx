import { PassThrough, Readable } from 'node:stream'
import { renderToPipeableStream } from 'react-dom/server'
import {
  createRequestHandler,
  isRouteErrorResponse,
  RouterContextProvider,
  ServerRouter,
  type EntryContext,
  type HandleErrorFunction,
  type RouterContextProvider as Context,
  type ServerBuild,
} from 'react-router'
import { addAllMessages } from './parts/i18n/all.server.ts'
import { visitContext } from './parts/visit.server.ts'
import type { WebServer } from '../visit.ts'

const render_timeout_ms = 10_000

/** Called once by the process that mounts the web, with the bundle it imported. */
export function openWeb(build: ServerBuild): WebServer {
  addAllMessages()
  const handle = createRequestHandler(build, 'production')
  return {
    answer: (request, visit) => {
      const context = new RouterContextProvider()
      context.set(visitContext, visit)
      return handle(request, context)
    },
  }
}

export default function renderPage(
  request: Request,
  status: number,
  headers: Headers,
  router: EntryContext,
  context: Context,
): Promise<Response> {
  headers.set('Content-Type', 'text/html; charset=utf-8')
  if (request.method === 'HEAD') return Promise.resolve(new Response(null, { status, headers }))
  const { nonce, report } = context.get(visitContext)
  return new Promise((resolve, reject) => {
    const body = new PassThrough()
    const { pipe, abort } = renderToPipeableStream(<ServerRouter context={router} url={request.url} nonce={nonce} />, {
      nonce,
      onShellReady: () => resolve(new Response(toStream(pipe(body)), { status, headers })),
      onShellError: reject,
      onError: (error) => {
        if (!request.signal.aborted) report(error)
      },
    })
    const timer = setTimeout(() => abort(new Error('the page took too long to render')), render_timeout_ms)
    body.once('close', () => clearTimeout(timer))
    request.signal.addEventListener('abort', () => abort(request.signal.reason), { once: true })
  })
}

const toStream = (pipe: PassThrough) => Readable.toWeb(pipe) as unknown as ReadableStream

/**
 * Loaders and actions turn expected refusals into pages, and so does the router where a page takes no form: they are no
 * errors. What else arrives here is a bug, and is logged whole.
 */
export const handleError: HandleErrorFunction = (error, { request, context }) => {
  const isRefusal = isRouteErrorResponse(error) && error.status < 500
  if (!isRefusal && !request.signal.aborted) context.get(visitContext).report(error)
}
