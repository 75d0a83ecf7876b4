import type Koa from 'koa'
import { isRead, securityHeaders } from '../http/static.ts'
import { createSpecifications } from './specifications.ts'
import { swaggerPage } from './swagger-page.ts'

export interface Publication {
  /** What the enterprise is called. */
  name: string
  /** Path that it is published at: `/onec/kolos`. */
  prefix: string
}

/**
 * The documentation that a publication gives of itself: `openapi.json` (3.0.3) and `docs` below `/hs/regate` (regate section 9). No
 * password is wanted for it.
 * @returns a function that answers, and says `false` when `rest` is none of the two
 */
export function publicationDocs(): (ctx: Koa.Context, rest: string, publication: Publication) => boolean {
  const specifications = createSpecifications()
  return function publicationDocs(ctx, rest, { name, prefix }) {
    if (!isRead(ctx)) return false
    if (rest === 'openapi.json') {
      ctx.set('X-Content-Type-Options', 'nosniff')
      ctx.type = 'application/json; charset=utf-8'
      const server = { url: `${ctx.protocol}://${ctx.host}${prefix}`, description: name }
      ctx.body = specifications.text('regate', '3.0.json', [server])
      return true
    }
    if (rest !== 'docs') return false
    ctx.set(securityHeaders)
    ctx.type = 'html'
    ctx.body = swaggerPage({
      title: `ReGate: ${name}`,
      files: '/docs/',
      specs: [{ name: `ReGate: ${name}`, url: `${prefix}/hs/regate/openapi.json` }],
    })
    return true
  }
}
