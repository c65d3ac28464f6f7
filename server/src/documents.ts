import { refusals } from '@mortar/contract'
import { openApi } from '@mortar/contract/openapi'
import type { FastifyInstance } from 'fastify'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'

const require = createRequire(import.meta.url)
const logo = new URL('../../web/public/favicon.svg', import.meta.url)

/** The API's documents: OpenAPI, Swagger UI, Redoc and a Postman collection, whole without any outside address. */
export async function mountDocuments(app: FastifyInstance, demo: boolean): Promise<void> {
  const document = openApi({ demo })
  const text = JSON.stringify(document)
  await app.register(swagger, { mode: 'static', specification: { document: document as never } })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: swaggerPolicy,
    uiConfig: { deepLinking: true, docExpansion: 'none' },
    logo: { type: 'image/svg+xml', content: await readFile(logo) },
  })
  app.get('/api/openapi.json', (_, reply) =>
    reply.header('cache-control', 'public, max-age=60').type('application/json').send(text),
  )
  const postman = onceOnly(() => postmanCollection(document))
  app.get('/api/postman.json', async (_, reply) => reply.type('application/json').send(await postman()))
  app.get('/api/problems', (_, reply) => reply.type('text/html; charset=utf-8').send(problemsPage))
  const redoc = onceOnly(redocBundle)
  app.get('/api/redoc', (_, reply) => {
    const nonce = randomBytes(16).toString('base64')
    return reply
      .header('content-security-policy', redocPolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(redocPage(nonce))
  })
  app.get('/api/redoc/redoc.standalone.js', async (_, reply) =>
    reply
      .header('cache-control', 'public, max-age=3600')
      .type('text/javascript; charset=utf-8')
      .send(await redoc()),
  )
}

/** Made at the first request and kept: the same for everyone, forever. */
function onceOnly<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

/** Swagger UI brings its scripts and styles along as files; the pictures within its styles are data. */
const swaggerPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const redocPolicy = (nonce: string) =>
  `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
/** Redoc gives the nonce to the styles that it makes. An element's own attribute it could not read: browsers hide it. */
const redocPage = (nonce: string) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Mortar API</title><style nonce="${nonce}">body { margin: 0 }</style></head>
  <body>
    <div id="redoc"></div>
    <script src="/api/redoc/redoc.standalone.js"></script>
    <script nonce="${nonce}">Redoc.init('/api/openapi.json', { disableGoogleFont: true, nonce: '${nonce}' }, document.getElementById('redoc'))</script>
  </body>
</html>
`

/** Where the `type` of every problem document points. */
const problemsPage = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Mortar API: problems</title></head>
  <body>
    <h1>Problems</h1>
    <p>Every refusal is application/problem+json with one of these codes.</p>
    <dl>
      ${Object.entries(refusals)
        .map(([code, [status, title]]) => `<dt id="${code}"><code>${code}</code> (${status})</dt><dd>${title}.</dd>`)
        .join('\n      ')}
    </dl>
  </body>
</html>
`

/** Redoc's own bundle; its one outside address, a logo in the footer, becomes an empty picture. */
async function redocBundle(): Promise<string> {
  const bundle = await readFile(require.resolve('redoc/bundles/redoc.standalone.js'), 'utf8')
  return bundle.replaceAll(/https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini\.svg/g, 'data:image/svg+xml,')
}

async function postmanCollection(document: object): Promise<string> {
  const { default: converter } = await import('openapi-to-postmanv2')
  return new Promise((resolve, reject) => {
    converter.convert({ type: 'json', data: document }, { folderStrategy: 'Tags' }, (error, result) => {
      const collection = result?.output?.[0]?.data
      if (error !== null || result?.result !== true || collection === undefined)
        reject(error ?? new Error(result?.reason ?? 'not converted'))
      else resolve(JSON.stringify(collection))
    })
  })
}
