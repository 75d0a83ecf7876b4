import type Koa from 'koa'
import send from 'koa-send'

/** Own files only. Naive UI and Swagger UI write their styles into the page, hence `unsafe-inline` for those. */
const contentPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ')

const securityHeaders = {
  'Content-Security-Policy': contentPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
}

const isRead = (ctx: Koa.Context): boolean => ctx.method === 'GET' || ctx.method === 'HEAD'

/** Sends a file below `root`. `false` when there is none, or the path leads out of the folder or into a hidden one. */
async function sendFile(ctx: Koa.Context, path: string, root: string): Promise<boolean> {
  try {
    const sent = await send(ctx, path, { root, index: 'index.html', gzip: false, brotli: false })
    if (sent === undefined) return false
  } catch (error) {
    // 400 for percent-encoding that is none, 403 for a way out of the folder, 404: to the visitor all the same.
    if ((error as { status?: number }).status! < 500) return false
    throw error
  }
  if (ctx.fresh) {
    ctx.status = 304
    ctx.body = null
  }
  return true
}

/** A build names its assets by their content: what has such a name never changes. */
const HASHED = /^\/assets\//

/** Serves the built page from a folder. A navigation that matches no file gets `index.html`, for addresses of screens. */
export function page({ folder }: { folder: string }): Koa.Middleware {
  return async function page(ctx, next) {
    if (!isRead(ctx)) return next()
    ctx.set(securityHeaders)
    ctx.set('Cache-Control', HASHED.test(ctx.path) ? 'max-age=31536000, immutable' : 'no-cache')
    if (await sendFile(ctx, ctx.path, folder)) return
    if (ctx.accepts('html') && !/\.\w+$/.test(ctx.path) && (await sendFile(ctx, '/index.html', folder)))
      return
    ctx.remove('Cache-Control')
    return next()
  }
}

/** Documents that the program makes itself: OpenAPI, XSD, by their address. Their text is asked for at every
 * request with the address by which the server was reached, without a slash at the end. */
export function documents(
  files: Readonly<Record<string, { contentType: string; text(address: string): string }>>,
): Koa.Middleware {
  return async function documents(ctx, next) {
    const file = isRead(ctx) && Object.hasOwn(files, ctx.path) ? files[ctx.path] : undefined
    if (!file) return next()
    ctx.set('X-Content-Type-Options', 'nosniff')
    ctx.type = file.contentType
    ctx.body = file.text(`${ctx.protocol}://${ctx.host}`)
  }
}

export interface DocsOptions {
  /** Folder of `swagger-ui-dist`. */
  folder: string
  specs: readonly { name: string; url: string }[]
}

const docsPage = `<!doctype html>
<html lang="ru">
  <head>
    <meta charset="utf-8">
    <title>Обмен: OpenAPI</title>
    <link rel="icon" type="image/png" sizes="32x32" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/swagger-ui-standalone-preset.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

const startScript = (specs: DocsOptions['specs']): string => `SwaggerUIBundle({
  urls: ${JSON.stringify(specs)},
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
})
`

/** Swagger UI at `/docs`, from the files of its package; the network is never asked. */
export function docs({ folder, specs }: DocsOptions): Koa.Middleware {
  const own: Readonly<Record<string, { type: string; body: string }>> = {
    '/docs/': { type: 'html', body: docsPage },
    '/docs/start.js': { type: 'js', body: startScript(specs) },
  }
  return async function docs(ctx, next) {
    if (!isRead(ctx)) return next()
    if (ctx.path === '/docs') return ctx.redirect('/docs/')
    if (!ctx.path.startsWith('/docs/')) return next()
    ctx.set(securityHeaders)
    const made = Object.hasOwn(own, ctx.path) ? own[ctx.path] : undefined
    if (!made) return void (await sendFile(ctx, ctx.path.slice('/docs'.length), folder))
    ctx.type = made.type
    ctx.body = made.body
  }
}
