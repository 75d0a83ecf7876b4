import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type Koa from 'koa'
import compose from 'koa-compose'
import type { ServerRow } from '../contracts/openapi.ts'
import type { DocumentedName } from '../contracts/openapi/documented.ts'
import { xsd } from '../contracts/site-orders/xsd.ts'
import { documents, isRead, securityHeaders, sendFile, type MadeDocument } from '../http/static.ts'
import { regateDocsBundle } from './bundle.ts'
import { createSpecifications, type SpecificationForm } from './specifications.ts'
import { swaggerPage, swaggerStart, type SpecLink } from './swagger-page.ts'

export interface BenchDocsOptions {
  /** The enterprises that publish ReGate. */
  enterprises(): readonly { id: string; name: string }[]
}

/** Files by the end of their name after `/openapi/<contract>`. */
const forms: readonly [end: string, form: SpecificationForm, contentType: string][] = [
  ['.json', 'json', 'application/json; charset=utf-8'],
  ['.yaml', 'yaml', 'application/yaml; charset=utf-8'],
  ['-3.0.json', '3.0.json', 'application/json; charset=utf-8'],
  ['-3.0.yaml', '3.0.yaml', 'application/yaml; charset=utf-8'],
  ['.postman.json', 'postman.json', 'application/json; charset=utf-8'],
]

/** Swagger UI ships as files; they are found where npm or the packaged app has put them. */
const swaggerFolder = (): string =>
  dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

/**
 * The documentation of the bench: every contract at `/openapi/<contract>.json`, `.yaml`, `-3.0.json`, `-3.0.yaml`, `.postman.json`, the schema
 * of XML orders, the bundle `/openapi/regate-docs.zip` for other web servers, and Swagger UI at `/docs` (BD-38, B-11, B-12).
 * Nothing is made before it is asked for.
 */
export function benchDocs({ enterprises }: BenchDocsOptions): Koa.Middleware {
  const specifications = createSpecifications()
  const folder = swaggerFolder()
  const servers: Record<DocumentedName, (address: string) => readonly ServerRow[]> = {
    regate: (address) => {
      const published = enterprises().map(({ id, name }) => ({
        url: `${address}/onec/${id}`,
        description: name,
      }))
      return published.length > 0 ? published : [{ url: `${address}/onec` }]
    },
    'site-orders': (address) => [{ url: `${address}/site` }],
    ksup: (address) => [{ url: `${address}/ksup` }],
    'ksup-onec': (address) => [{ url: `${address}/onec` }],
  }
  const files: Record<string, MadeDocument> = {
    '/openapi/site-orders.xsd': { contentType: 'application/xml; charset=utf-8', text: () => xsd },
  }
  for (const name of Object.keys(servers) as DocumentedName[])
    for (const [end, form, contentType] of forms)
      files[`/openapi/${name}${end}`] = {
        contentType,
        text: (address) => specifications.text(name, form, servers[name](address)),
      }
  return compose([
    documents(files),
    bundle(folder),
    docs({
      folder,
      specs: [
        { name: 'regate/1', url: '/openapi/regate.json' },
        { name: 'site-orders/1', url: '/openapi/site-orders.json' },
        { name: 'ksup/1, server', url: '/openapi/ksup.json' },
        { name: 'ksup/1, 1C', url: '/openapi/ksup-onec.json' },
      ],
    }),
  ])
}

function bundle(folder: string): Koa.Middleware {
  let made: Promise<Uint8Array> | null = null
  return async function bundle(ctx, next) {
    if (!isRead(ctx) || ctx.path !== '/openapi/regate-docs.zip') return next()
    made ??= regateDocsBundle(folder).catch((error: unknown) => {
      made = null
      throw error
    })
    ctx.set('X-Content-Type-Options', 'nosniff')
    ctx.attachment('regate-docs.zip')
    ctx.body = Buffer.from(await made)
  }
}

export interface DocsOptions {
  /** Folder of `swagger-ui-dist`. */
  folder: string
  specs: readonly SpecLink[]
}

/** Swagger UI at `/docs`, from the files of its package; the network is never asked. */
export function docs({ folder, specs }: DocsOptions): Koa.Middleware {
  const own: Readonly<Record<string, { type: string; body: string }>> = {
    '/docs/': { type: 'html', body: swaggerPage({ title: 'Обмен: OpenAPI', files: '/docs/', specs }) },
    '/docs/start.js': { type: 'js', body: swaggerStart },
  }
  return async function docs(ctx, next) {
    if (!isRead(ctx)) return next()
    if (ctx.path === '/docs') return ctx.redirect('/docs/')
    if (!ctx.path.startsWith('/docs/')) return next()
    ctx.set(securityHeaders)
    const made = Object.hasOwn(own, ctx.path) ? own[ctx.path] : undefined
    if (!made) return void (await sendFile(ctx, ctx.path.slice('/docs'.length), folder))
    ctx.type = made.type
    ctx.body = made.body
  }
}
