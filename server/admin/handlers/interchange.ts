import { parseCurl } from '../../interchange/curl-parse.ts'
import { maskRules } from '../../interchange/masking/rules.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

export function interchangeHandlers({ interchange }: BenchParts) {
  return {
    'interchange.rules': () => maskRules.map(({ id, title, default: on }) => ({ id, title, default: on })),
    'interchange.preview': ({ body }) => interchange.preview(body),
    'interchange.export': ({ body: { format, ...request } }) => interchange.offer(request, format),
    'interchange.fixtures': async ({ body }) => ({ files: await interchange.fixtures(body) }),
    'interchange.import': async ({ body: { tokens, kind, apply } }) => {
      const report = await interchange.import(kind, interchange.uploads.sources(tokens), apply)
      if (apply) await interchange.uploads.forget(tokens)
      return report
    },
    'interchange.parseCurl': ({ body: { text } }) => {
      const { body, ...request } = parseCurl(text)
      return { ...request, body: Buffer.from(body).toString('utf8') }
    },
  } satisfies Partial<AdminHandlers>
}
