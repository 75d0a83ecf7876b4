import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import { HttpMethodEnum, koaBody } from 'koa-body'
import { adminApi, type AdminApi, type AdminCall } from './api.ts'
import { BODY_LIMIT_BYTES } from './limits.ts'
import { parseInput } from './parse.ts'
import { AdminRefusal, asProblem } from './problem.ts'
import type { Endpoint, HandlerInput, ResultOf } from './endpoint.ts'

/** One function for each call of the table; a missing or a surplus one does not compile. */
export type AdminHandlers = {
  [Name in AdminCall]: (
    input: HandlerInput<AdminApi[Name]> & { base: string; setCookie(header: string): void },
  ) => Promise<ResultOf<AdminApi[Name]>> | ResultOf<AdminApi[Name]>
}

/** Serves the admin API below `/api`. Refusals are problem details, also that of a path that no call has. */
export function adminRoutes(handlers: AdminHandlers): Middleware {
  const router = new Router({ prefix: '/api' })
  router.use(asProblem)
  router.use(
    koaBody({
      json: true,
      text: false,
      urlencoded: false,
      multipart: false,
      jsonLimit: BODY_LIMIT_BYTES,
      parsedMethods: [HttpMethodEnum.POST, HttpMethodEnum.PUT],
      onError: (error) => {
        throw new AdminRefusal((error as { status?: number }).status === 413 ? 413 : 400, 'ADMIN-BODY', {
          ru: `Тело запроса не прочитано: ${error.message}`,
          en: `The request body cannot be read: ${error.message}`,
        })
      },
    }),
  )
  for (const name of Object.keys(adminApi) as AdminCall[]) {
    const endpoint: Endpoint = adminApi[name]
    const handle = handlers[name] as (input: unknown) => unknown
    router.register(
      endpoint.path,
      [endpoint.method],
      [
        async function adminCall(ctx: Context) {
          const result = await handle({
            params: (ctx['params'] ?? {}) as Record<string, string>,
            query: endpoint.query && parseInput(endpoint.query, { ...ctx.query }, 'query'),
            body: endpoint.body && parseInput(endpoint.body, ctx.request.body ?? {}, 'body'),
            base: ctx.origin,
            setCookie: (header: string) => ctx.append('set-cookie', header),
          })
          ctx.set('cache-control', 'no-store')
          // `null` is an answer like any other; Koa takes it for none.
          ctx.type = 'application/json'
          ctx.body = JSON.stringify(result === undefined ? {} : result)
        },
      ],
    )
  }
  const routes = router.routes()
  const methods = router.allowedMethods()
  return async function adminApiRoutes(ctx, next) {
    if (!ctx.path.startsWith('/api/')) return next()
    await routes(ctx as never, () => methods(ctx as never, () => asProblem(ctx, refuseUnknown)))
  }
}

const refuseUnknown = () => {
  throw new AdminRefusal(404, 'ADMIN-NOT-FOUND', {
    ru: 'Такого адреса у стенда нет. Обновите страницу: возможно, она от другой версии.',
    en: 'The bench has no such address. Reload the page: it may be of another version.',
  })
}
