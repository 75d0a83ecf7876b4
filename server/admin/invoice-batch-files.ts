import { createReadStream } from 'node:fs'
import Router from '@koa/router'
import type Koa from 'koa'
import { contentDisposition } from './content-disposition.ts'
import type { Batches } from './invoices/batches.ts'
import type { RenderedFiles } from './invoices/rendered.ts'
import { AdminRefusal, asProblem } from './problem.ts'

/** Addresses of `invoiceBatchFiles` in `api-invoice-batch.ts`. */
export function invoiceBatchFileRoutes(batches: Batches, letters: RenderedFiles): Koa.Middleware {
  const router = new Router({ prefix: '/api' })
  router.use(asProblem)
  router.get('/invoice-batches/:id/file', (ctx) => {
    const { path, job } = batches.file(String(ctx.params['id']))
    // A browser shows a PDF, prints it, and saves it under its name all the same.
    ctx.set('content-disposition', contentDisposition(job.as === 'pdf' ? 'inline' : 'attachment', job.name))
    ctx.set('cache-control', 'no-store')
    ctx.type = job.as
    ctx.length = job.bytes
    ctx.body = createReadStream(path)
  })
  router.get('/invoice-emails/:token', (ctx) => {
    const file = letters.get(String(ctx.params['token']))
    if (!file)
      throw new AdminRefusal(404, 'INVOICE-NOT-KEPT', {
        ru: 'Это письмо больше не хранится: создайте его заново.',
        en: 'This letter is not kept any more: make it once more.',
      })
    ctx.set('content-type', 'message/rfc822')
    ctx.set('content-disposition', contentDisposition('attachment', file.name))
    ctx.set('cache-control', 'no-store')
    ctx.body = Buffer.from(file.bytes)
  })
  const routes = router.routes()
  return async function invoiceBatchFiles(ctx, next) {
    if (!/^\/api\/(?:invoice-batches\/[^/]+\/file|invoice-emails\/[^/]+)$/.test(ctx.path)) return next()
    await routes(ctx as never, next)
  }
}
