import { Readable } from 'node:stream'
import Router from '@koa/router'
import type Koa from 'koa'
import { contentDisposition } from './content-disposition.ts'
import { MakeBody } from './api-data-maker.ts'
import { parseInput } from './parse.ts'
import { AdminRefusal, asProblem } from './problem.ts'

function inputOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    throw new AdminRefusal(422, 'ADMIN-VALIDATION', {
      ru: 'Параметр make — это JSON с видом, количеством и зерном. Возьмите адрес с экрана «Данные».',
      en: 'The parameter make is JSON with kind, count and seed. Take the address from the screen "Data".',
    })
  }
}

/** Address of `dataMakerFiles`: made data as a file of any size, a piece in memory at a time. */
export function dataMakerFileRoutes(): Koa.Middleware {
  const router = new Router({ prefix: '/api/data' })
  router.use(asProblem)
  router.get('/file', async (ctx) => {
    const { contentTypes, fileNameOf, makeFile, taskOf } = await import('../data-maker/data-maker.ts')
    const task = taskOf(parseInput(MakeBody, inputOf(ctx.query['make']), 'query'))
    ctx.set('content-type', contentTypes[task.format])
    ctx.set('content-disposition', contentDisposition('attachment', fileNameOf(task)))
    ctx.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    ctx.body = Readable.from(makeFile(task))
  })
  const routes = router.routes()
  return async function madeDataFiles(ctx, next) {
    if (ctx.path !== '/api/data/file') return next()
    await routes(ctx as never, next)
  }
}
