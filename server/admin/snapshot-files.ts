import { Readable } from 'node:stream'
import Router from '@koa/router'
import type Koa from 'koa'
import { contentDisposition } from './content-disposition.ts'
import type { BenchParts } from './deps.ts'
import { asProblem } from './problem.ts'

/** Addresses of `snapshotFiles`: a snapshot as one zip, out and in. */
export function snapshotFileRoutes({ snapshots }: BenchParts): Koa.Middleware {
  const router = new Router({ prefix: '/api' })
  router.use(asProblem)
  router.get('/snapshots/:id/export.zip', async (ctx) => {
    const { name, content } = await snapshots.export(String(ctx.params['id']))
    ctx.set('content-type', 'application/zip')
    ctx.set('content-disposition', contentDisposition('attachment', name))
    ctx.set('cache-control', 'no-store')
    ctx.body = Readable.from(content, { objectMode: false })
  })
  router.post('/snapshots-import', async (ctx) => {
    const made = await snapshots.import(ctx.req)
    ctx.set('cache-control', 'no-store')
    ctx.type = 'application/json'
    ctx.body = JSON.stringify(made)
  })
  const routes = router.routes()
  return async function snapshotFiles(ctx, next) {
    if (!ctx.path.startsWith('/api/snapshots')) return next()
    await routes(ctx as never, next)
  }
}
