import type Koa from 'koa'
import type { Message, Operation, ReaderMode, WireFormat } from '../contracts/operation.ts'
import { siteError } from './errors.ts'
import type { StepContext } from './exchange.ts'

const mediaTypes: Readonly<Record<WireFormat, readonly [string, ...string[]]>> = {
  json: ['application/json'],
  xml: ['application/xml', 'text/xml'],
}

const named = (formats: readonly WireFormat[]): string =>
  formats.map((format) => mediaTypes[format][0]).join(' или ')

const answerFormats = (operation: Operation): WireFormat[] => [
  ...new Set(Object.values(operation.responses).flatMap(({ formats }) => formats)),
]

/** The form that the caller reads, `null` when the operation has none of those it names (AD-41). */
function wantedFormat(ctx: StepContext, operation: Operation): WireFormat | null {
  const formats = answerFormats(operation)
  const type = String(ctx.accepts(formats.flatMap((format) => [...mediaTypes[format]])))
  return formats.find((format) => mediaTypes[format].includes(type)) ?? null
}

/** Chooses the form of the answer; one that the caller could not read is refused before anything is done, not after. */
export async function acceptable(ctx: StepContext, next: Koa.Next): Promise<void> {
  const operation = ctx.state.exchange.operation!
  const wanted = wantedFormat(ctx, operation)
  if (wanted) {
    ctx.state.exchange.format = wanted
    return next()
  }
  const offered = named(answerFormats(operation))
  throw siteError('SITE-ACCEPT', `Ответ бывает только в виде ${offered}. Исправьте заголовок Accept.`)
}

/** The format that a media type names, `null` for none of ours. */
function formatOfType(type: string): WireFormat | null {
  if (/^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(type)) return 'json'
  return /^(?:application|text)\/(?:[\w.-]+\+)?xml$/.test(type) ? 'xml' : null
}

/** Refuses a body of a type that is not read. In lenient mode a body without a type is read by its content. */
export function checkMediaType(ctx: StepContext, message: Message, mode: ReaderMode): void {
  const { type } = ctx.request
  if (type === '' && mode === 'lenient') return
  const format = formatOfType(type)
  if (format && message.formats.includes(format)) return
  const wanted = named(message.formats)
  throw siteError(
    'SITE-MEDIA',
    `Тело с Content-Type «${ctx.get('Content-Type')}» не читается. Нужен ${wanted}.`,
  )
}
