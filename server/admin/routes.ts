import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import { HttpMethodEnum, koaBody } from 'koa-body'
import type { Caller } from '../team/model.ts'
import { portOf } from '../http/guard.ts'
import { callerOf, type Access } from './access.ts'
import { adminApi, type AdminApi, type AdminCall } from './api.ts'
import type { Held } from './held.ts'
import { BODY_LIMIT_BYTES } from './limits.ts'
import { parseInput } from './parse.ts'
import { AdminRefusal, asProblem } from './problem.ts'
import type { Recorder } from '../scenarios/recorder/recorder.ts'
import { leastRole } from './roles.ts'
import type { Endpoint, HandlerInput, ResultOf } from './endpoint.ts'

/** What a handler may know of the request besides what was sent. */
export interface CallContext {
  /** Where the caller reached the bench. */
  base: string
  /** `null` at the calls that answer everybody. */
  caller: Caller | null
  connection: {
    /** Of the machine that calls. */
    address: string
    /** Port of the bench that it called. */
    port: number
    /** Over HTTPS. */
    secure: boolean
  }
  setCookie(header: string): void
}

/** One function for each call of the table; a missing or a surplus one does not compile. */
export type AdminHandlers = {
  [Name in AdminCall]: (
    input: HandlerInput<AdminApi[Name]> & CallContext,
  ) => Promise<ResultOf<AdminApi[Name]>> | ResultOf<AdminApi[Name]>
}

export interface AdminRoutes {
  middleware: Middleware
  /** Whether a call answers this request, rather than a file. */
  covers(ctx: Context): boolean
}

/** Serves the admin API below `/api`. Refusals are problem details, also that of a path that no call has. */
export function adminRoutes(
  handlers: AdminHandlers,
  { access, held, recorder }: { access: Access; held: Held; recorder: Pick<Recorder, 'watch'> },
): AdminRoutes {
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
          const params = (ctx['params'] ?? {}) as Record<string, string>
          const caller = callerOf(ctx)
          const result = await access.call(ctx, name, () => {
            const input = {
              params,
              query: endpoint.query && parseInput(endpoint.query, { ...ctx.query }, 'query'),
              body: endpoint.body && parseInput(endpoint.body, ctx.request.body ?? {}, 'body'),
              base: ctx.origin,
              caller,
              connection: {
                address: ctx.req.socket.remoteAddress ?? '',
                port: portOf(ctx),
                secure: ctx.secure,
              },
              setCookie: (header: string) => ctx.append('set-cookie', header),
            }
            const seen = {
              call: name,
              changes: endpoint.method !== 'GET' && !['viewer', 'anyone'].includes(leastRole(name)),
              input: { params, query: { ...ctx.query }, body: input.body },
            }
            return recorder.watch(seen, () =>
              held.carryOut(
                name,
                { params, body: input.body, caller, ifMatch: ctx.get('if-match') },
                async () => handle(input),
              ),
            )
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
  return {
    async middleware(ctx, next) {
      if (!ctx.path.startsWith('/api/')) return next()
      await routes(ctx as never, () => methods(ctx as never, () => asProblem(ctx, refuseUnknown)))
    },
    covers: (ctx) => router.match(ctx.path, ctx.method).route,
  }
}

const refuseUnknown = () => {
  throw new AdminRefusal(404, 'ADMIN-NOT-FOUND', {
    ru: 'Такого адреса у стенда нет. Обновите страницу: возможно, она от другой версии.',
    en: 'The bench has no such address. Reload the page: it may be of another version.',
  })
}
