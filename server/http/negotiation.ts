import type { CodeCatalogue, Message, Operation, ReaderMode, WireFormat } from '../contracts/operation.ts'
import { hostRefusal, refusal } from './errors.ts'
import type { Check, StepContext } from './exchange.ts'

const mediaTypes: Readonly<Record<WireFormat, readonly [string, ...string[]]>> = {
  json: ['application/json'],
  xml: ['application/xml', 'text/xml'],
}

const named = (formats: readonly WireFormat[]): string =>
  formats.map((format) => mediaTypes[format][0]).join(' или ')

interface Offer {
  formats: readonly WireFormat[]
  /** Their media types, for the header `Accept`. */
  types: string[]
}

/** What an operation answers in does not change; it is asked for at every request. */
const offers = new WeakMap<Operation, Offer>()

function offerOf(operation: Operation): Offer {
  const known = offers.get(operation)
  if (known) return known
  const formats = [...new Set(Object.values(operation.responses).flatMap(({ formats }) => formats))]
  const offer = { formats, types: formats.flatMap((format) => [...mediaTypes[format]]) }
  offers.set(operation, offer)
  return offer
}

/** The form that the caller reads, `null` when the operation has none of those it names (AD-41). */
function wantedFormat(ctx: StepContext, { formats, types }: Offer): WireFormat | null {
  const type = String(ctx.accepts(types))
  return formats.find((format) => mediaTypes[format].includes(type)) ?? null
}

/**
 * Chooses the form of the answer; one that the caller could not read is refused before anything is done, not after. A
 * contract that has no code for it sends its default form, whatever is accepted.
 */
export function acceptable(codes: CodeCatalogue): Check {
  const code = codes.faults.accept
  return (ctx) => {
    const operation = ctx.state.exchange.operation!
    const offer = offerOf(operation)
    const wanted = code === null ? offer.formats[0] : wantedFormat(ctx, offer)
    if (wanted) {
      ctx.state.exchange.format = wanted
      return
    }
    const offered = named(offer.formats)
    const detail = `Ответ бывает только в виде ${offered}. Исправьте заголовок Accept.`
    throw code === null ? new TypeError(`${operation.id} answers in no form`) : refusal(codes, code, detail)
  }
}

/** The format that a media type names, `null` for none of ours. */
function formatOfType(type: string): WireFormat | null {
  if (/^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(type)) return 'json'
  return /^(?:application|text)\/(?:[\w.-]+\+)?xml$/.test(type) ? 'xml' : null
}

/** Refuses a body of a type that is not read. In lenient mode a body without a type is read by its content. */
export function checkMediaType(
  ctx: StepContext,
  codes: CodeCatalogue,
  message: Message,
  mode: ReaderMode,
): void {
  const { type } = ctx.request
  if ((type === '' && mode === 'lenient') || message.alsoReads?.includes(type)) return
  const format = formatOfType(type)
  if (format && message.formats.includes(format)) return
  const wanted = named(message.formats)
  throw hostRefusal(
    codes,
    'media',
    `Тело с Content-Type «${ctx.get('Content-Type')}» не читается. Нужен ${wanted}.`,
  )
}
