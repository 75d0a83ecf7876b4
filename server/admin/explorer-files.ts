import Router from '@koa/router'
import type Koa from 'koa'
import { z } from 'zod'
import type { Explorer } from '../explorer/explorer.ts'
import { parseInput } from './parse.ts'
import { asProblem } from './problem.ts'

const Upload = z.object({
  name: z.string().min(1).max(4000),
  /** Files of one set come one by one. */
  set: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  last: z.enum(['true', 'false']).default('true'),
})

const Picture = z.object({ path: z.string().min(1).max(1000) })

/** A name in any alphabet for `Content-Disposition` (RFC 6266). */
const attachment = (name: string) =>
  `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`

/** Bytes of the explorer, by the addresses of `commerceMlFiles`: uploads, exports, pictures. */
export function explorerFiles({ explorer }: { explorer: Explorer }): Koa.Middleware {
  const router = new Router({ prefix: '/api/explorer' })
  router.use(asProblem)
  router.post('/upload', async (ctx) => {
    const { name, set, last } = parseInput(Upload, { ...ctx.query }, 'query')
    const opened = await explorer.upload(
      name,
      ctx.req,
      set === undefined ? undefined : { id: set, last: last === 'true' },
    )
    ctx.set('cache-control', 'no-store')
    ctx.type = 'application/json'
    ctx.body = JSON.stringify(opened)
  })
  router.get(['/:file/export.csv', '/:file/export.xlsx'], (ctx) => {
    const format = ctx.path.endsWith('.csv') ? 'csv' : 'xlsx'
    const { name, type, body } = explorer.export(String(ctx.params['file']), format)
    ctx.set('content-type', type)
    ctx.set('content-disposition', attachment(name))
    ctx.body = body
  })
  router.get('/:file/picture', async (ctx) => {
    const { path } = parseInput(Picture, { ...ctx.query }, 'query')
    const { bytes, type } = await explorer.picture(String(ctx.params['file']), path)
    ctx.set({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      // A picture of a stranger is shown as a picture and as nothing else.
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=3600',
    })
    ctx.body = bytes
  })
  const routes = router.routes()
  return async function explorerFileRoutes(ctx, next) {
    if (!ctx.path.startsWith('/api/explorer/')) return next()
    await routes(ctx as never, next)
  }
}
