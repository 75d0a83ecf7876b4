import Router from '@koa/router'
import type Koa from 'koa'
import type { BenchParts } from './deps.ts'
import { AdminRefusal, asProblem } from './problem.ts'

/** Addresses of `invoiceProfileFiles`. A name tells the content, so what was read once holds for good. */
export function invoicePictureFiles({ invoicePrinting: { pictures } }: BenchParts): Koa.Middleware {
  const router = new Router({ prefix: '/api/invoice-profiles/pictures' })
  router.use(asProblem)
  router.get('/:file', async (ctx) => {
    const file = String(ctx.params['file'])
    const bytes = await pictures.read(file)
    if (bytes === null)
      throw new AdminRefusal(404, 'INVOICE-PICTURE-UNKNOWN', {
        ru: 'Такой картинки в папке pictures нет.',
        en: 'The folder pictures has no such picture.',
      })
    ctx.type = file.endsWith('.png') ? 'image/png' : 'image/jpeg'
    ctx.set({ 'cache-control': 'private, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' })
    ctx.set('content-security-policy', "default-src 'none'; sandbox")
    ctx.body = Buffer.from(bytes)
  })
  const routes = router.routes()
  return async function invoicePictureRoutes(ctx, next) {
    if (ctx.method !== 'GET' || !ctx.path.startsWith('/api/invoice-profiles/pictures/')) return next()
    await routes(ctx as never, next)
  }
}
