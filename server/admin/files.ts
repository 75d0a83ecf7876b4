import { extname } from 'node:path'
import { Readable } from 'node:stream'
import Router from '@koa/router'
import type Koa from 'koa'
import { z } from 'zod'
import { entryUnknown } from '../journal/journal.ts'
import { mediaTypeOf } from '../understanding/kinds.ts'
import { Refusal } from '../storage/refusal.ts'
import { contentDisposition } from './content-disposition.ts'
import type { BenchParts } from './deps.ts'
import { bodyAddress } from './handlers/bodies.ts'
import { entryId } from './handlers/journal.ts'
import { openedBodies } from './opened-bodies.ts'
import { parseInput } from './parse.ts'
import { asProblem } from './problem.ts'

/** Days, both included. */
const StatementPeriod = z.object({ from: z.iso.date(), to: z.iso.date() })

const UploadName = z.object({ name: z.string().min(1).max(1000) })

/** Numbers of the parts on the way to a body inside of a body. */
const PartPath = z.object({
  inner: z
    .string()
    .regex(/^(?:\d{1,5}(?:\/\d{1,5}){0,4})?$/)
    .default(''),
})

const PicturePath = z.object({ path: z.string().min(1).max(1000) })

/** Addresses of `fileAddresses` in `api.ts`: bytes with their own content type. */
export function adminFiles(parts: BenchParts): Koa.Middleware {
  const router = new Router({ prefix: '/api' })
  router.use(asProblem)
  router.get('/journal/:id/body/:part', async (ctx) => {
    const part = ctx.params['part'] === 'response' ? 'response' : 'request'
    const id = entryId(String(ctx.params['id']))
    const body = await parts.journal.bodyStream(id, part)
    if (!body) throw entryUnknown(id)
    ctx.set('content-type', body.contentType || 'application/octet-stream')
    ctx.set('content-disposition', `attachment; filename="entry-${ctx.params['id']}-${part}"`)
    ctx.length = body.bytes
    ctx.body = body.stream
  })
  router.get('/journal-export/:token/file', (ctx) => {
    const { name, type, content } = parts.interchange.take(String(ctx.params['token']))
    ctx.set('content-type', type)
    ctx.set('content-disposition', contentDisposition('attachment', name))
    ctx.set('cache-control', 'no-store')
    ctx.body = Readable.from(content, { objectMode: false })
  })
  router.post('/journal-import/upload', async (ctx) => {
    const { name } = parseInput(UploadName, { ...ctx.query }, 'query')
    ctx.type = 'application/json'
    ctx.body = JSON.stringify(await parts.interchange.uploads.add(name, ctx.req))
  })
  router.get('/journal/:id/bodies/:part/file', async (ctx) => {
    const address = bodyAddress(
      { id: String(ctx.params['id']), part: String(ctx.params['part']) },
      parseInput(PartPath, { ...ctx.query }, 'query').inner,
    )
    const bodies = openedBodies(parts.journal)
    const { kind } = await bodies.head(address)
    const source = await bodies.source(address)
    const type = mediaTypeOf(kind)
    ctx.set('content-type', type)
    ctx.set('content-disposition', type === 'application/octet-stream' ? 'attachment' : 'inline')
    // What came from outside is shown as a picture or a document and as nothing else.
    ctx.set({ 'x-content-type-options': 'nosniff' })
    if (kind !== 'pdf') ctx.set('content-security-policy', "default-src 'none'; sandbox")
    ctx.length = source.bytes
    ctx.body = await source.open()
  })
  router.get('/regate/:enterprise/bank/statement.txt', async (ctx) => {
    const { from, to } = parseInput(StatementPeriod, { ...ctx.query }, 'query')
    const { id } = parts.enterprises.settings(String(ctx.params['enterprise']))
    const bytes = await parts.regate.statement(id, { from, to })
    ctx.set('content-type', 'text/plain; charset=windows-1251')
    ctx.set('content-disposition', `attachment; filename="kl_to_1c-${from}-${to}.txt"`)
    ctx.body = Buffer.from(bytes)
  })
  router.get('/cml/site/picture', async (ctx) => {
    const { path } = parseInput(PicturePath, { ...ctx.query }, 'query')
    const picture = await parts.commerceMl.site.picture(path)
    if (!picture)
      throw new Refusal('CML-PICTURE-UNKNOWN', {
        ru: `Картинки ${path} на сайте нет: 1С её не передала.`,
        en: `The site has no picture ${path}: 1C has not sent it.`,
      })
    ctx.type = extname(path)
    // What 1C sent is shown as a picture and as nothing else.
    ctx.set({ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" })
    ctx.length = picture.bytes
    ctx.body = picture.stream
  })
  router.get('/ksup/deals/:number/files/:id', async (ctx) => {
    const file = await parts.ksup.ksup.file(Number(ctx.params['number']), Number(ctx.params['id']))
    // Only what the browser shows by itself is opened in it; the file came from outside and is nothing but data.
    const shown = file.type === 'pdf' ? 'inline' : 'attachment'
    ctx.set('content-type', file.type === 'pdf' ? 'application/pdf' : 'application/octet-stream')
    ctx.set('content-disposition', contentDisposition(shown, file.name))
    ctx.set({ 'x-content-type-options': 'nosniff' })
    ctx.body = Buffer.from(file.bytes)
  })
  router.get('/ksup-onec/documents/:ref/form.pdf', async (ctx) => {
    const { name, bytes } = await parts.ksup.onec.orderForm(String(ctx.params['ref']))
    ctx.set('content-type', 'application/pdf')
    ctx.set('content-disposition', contentDisposition('inline', name))
    ctx.body = Buffer.from(bytes)
  })
  const routes = router.routes()
  return async function adminFileRoutes(ctx, next) {
    if (!ctx.path.startsWith('/api/')) return next()
    await routes(ctx as never, next)
  }
}
