import Router from '@koa/router'
import type Koa from 'koa'
import { z } from 'zod'
import { kindsOf } from '../mappings/model.ts'
import { contentTypes, writeMappingFile } from '../mappings/sharing/file.ts'
import { mappingFormats } from '../mappings/sharing/model.ts'
import { mappingReport } from '../mappings/sharing/report.ts'
import type { BenchParts } from './deps.ts'
import { mappingKind } from './handlers/mappings.ts'
import { parseInput } from './parse.ts'
import { asProblem } from './problem.ts'

const Format = z.object({ format: z.enum(mappingFormats) })
const Kinds = z.object({ kinds: z.string().max(1000).default('') })

/** Addresses of `mappingSharingFiles`: mapping tables as files, and as the report that the customer signs. */
export function mappingFiles({ mappings, workspace, clock }: BenchParts): Koa.Middleware {
  const router = new Router({ prefix: '/api' })
  router.use(asProblem)
  router.get('/mappings-export/:format', async (ctx) => {
    const { format } = parseInput(Format, { format: ctx.params['format'] }, 'query')
    const { kinds: named } = parseInput(Kinds, { ...ctx.query }, 'query')

    const { name, siteOrders } = workspace.document.value
    const tables = mappings.all()
    const kinds = named === '' ? kindsOf(tables) : named.split(',').map(mappingKind)
    const content =
      format === 'html'
        ? mappingReport({
            name,
            at: clock(),
            zone: siteOrders.zone,
            tables,
            kinds,
            unmapped: await mappings.unmapped(),
          })
        : await writeMappingFile(format, tables, kinds)
    const file = `mappings${kinds.length === 1 ? `-${kinds[0]}` : ''}.${format}`
    ctx.set('content-type', contentTypes[format])
    ctx.set('content-disposition', `attachment; filename="${file}"`)
    ctx.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    ctx.body = typeof content === 'string' ? content : Buffer.from(content)
  })
  const routes = router.routes()
  return async function mappingFileRoutes(ctx, next) {
    if (!ctx.path.startsWith('/api/mappings-export/')) return next()
    await routes(ctx as never, next)
  }
}
