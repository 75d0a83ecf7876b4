import type { Context, Middleware } from 'koa'
import type { Access } from './access.ts'
import { asProblem } from './problem.ts'
import { UPLOAD_ROLE } from './roles.ts'

/**
 * Stands before the addresses of files. Whoever was let in may read them; one that is sent wants a role and is noted, also
 * at an address that nobody has thought of here. Calls have roles of their own.
 */
export function sentFiles(
  { access, isCall }: { access: Access; isCall(ctx: Context): boolean },
  files: Middleware,
): Middleware {
  return async function sentFile(ctx, next) {
    const isSent =
      ctx.path.startsWith('/api/') && !['GET', 'HEAD', 'OPTIONS'].includes(ctx.method) && !isCall(ctx)
    if (!isSent) return files(ctx, next)
    await asProblem(ctx, () => access.upload(ctx, UPLOAD_ROLE, () => Promise.resolve(files(ctx, next))))
  }
}
