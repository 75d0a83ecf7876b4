import Router from '@koa/router'
import type Koa from 'koa'
import { contentDisposition } from './content-disposition.ts'
import type { RenderedFiles } from './invoices/rendered.ts'
import { AdminRefusal, asProblem } from './problem.ts'

/** Addresses of `invoiceFiles` in `api-invoice-sources.ts`. */
export function invoiceFileRoutes(rendered: RenderedFiles): Koa.Middleware {
  const router = new Router({ prefix: '/api/invoices/rendered' })
  router.use(asProblem)
  router.get('/:token', (ctx) => {
    const file = rendered.get(String(ctx.params['token']))
    if (!file)
      throw new AdminRefusal(404, 'INVOICE-NOT-KEPT', {
        ru: 'Этот PDF больше не хранится: откройте счёт заново.',
        en: 'This PDF is not kept any more: open the invoice again.',
      })
    ctx.set('content-type', 'application/pdf')
    ctx.set('content-disposition', contentDisposition('inline', file.name))
    ctx.set('cache-control', 'no-store')
    ctx.body = Buffer.from(file.bytes)
  })
  const routes = router.routes()
  return async function renderedInvoices(ctx, next) {
    if (!ctx.path.startsWith('/api/invoices/rendered/')) return next()
    await routes(ctx as never, next)
  }
}
