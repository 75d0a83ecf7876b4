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

/** For every page that is served. */
export const securityHeaders = {
  'Content-Security-Policy': contentPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
}

export const isRead = (ctx: Koa.Context): boolean => ctx.method === 'GET' || ctx.method === 'HEAD'

/** Sends a file below `root`. `false` when there is none, or the path leads out of the folder or into a hidden one. */
export async function sendFile(ctx: Koa.Context, path: string, root: string): Promise<boolean> {
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

export interface MadeDocument {
  contentType: string
  /** @param address by which the server was reached, without a slash at the end */
  text(address: string): string
}

/** Documents that the program makes itself: OpenAPI, XSD, by their path. Their text is asked for at every request. */
export function documents(files: Readonly<Record<string, MadeDocument>>): Koa.Middleware {
  return async function documents(ctx, next) {
    const file = isRead(ctx) && Object.hasOwn(files, ctx.path) ? files[ctx.path] : undefined
    if (!file) return next()
    ctx.set('X-Content-Type-Options', 'nosniff')
    ctx.type = file.contentType
    ctx.body = file.text(`${ctx.protocol}://${ctx.host}`)
  }
}
