import type { InvoiceRef } from '../invoice/sources/ref.ts'
import { lookAt } from '../understanding/examine.ts'
import { Failure, readInput } from './terminal.ts'

/** How a command names a document that an invoice is made of. */
export const SIDE =
  'a file, or a document of the workspace: order:ID, order:ID@SEQ, regate:ENTERPRISE/ID, ksup:REF, cml:NUMBER, entry:N, entry:N/response'

/** A file with a document, which needs no workspace. */
export interface FileSide {
  file: string
  /** @throws Failure when it cannot be read as text */
  text(): Promise<string>
}

const forms: readonly [RegExp, (...parts: string[]) => InvoiceRef][] = [
  [/^order:([^@]+)$/, (id) => ({ source: 'order', id: id! })],
  [/^order:([^@]+)@(\d{1,9})$/, (id, seq) => ({ source: 'order', id: id!, seq: Number(seq) })],
  [/^regate:([^/]+)\/(.+)$/, (enterprise, id) => ({ source: 'regate', enterprise: enterprise!, id: id! })],
  [/^ksup:(.+)$/, (id) => ({ source: 'ksup', id: id! })],
  [/^cml:(.+)$/, (id) => ({ source: 'cml', id: id! })],
  [
    /^entry:(\d{1,15})(?:\/(request|response))?$/,
    (id, part) => ({
      source: 'entry',
      id: Number(id),
      part: part === 'response' ? 'response' : 'request',
    }),
  ],
]

/** A document of the workspace by its form, anything else is a file. @throws Failure for a form that is not whole */
export function sideOf(given: string): InvoiceRef | FileSide {
  for (const [form, ref] of forms) {
    const match = form.exec(given)
    if (match) return ref(...match.slice(1))
  }
  if (/^(?:order|regate|ksup|cml|entry):/.test(given))
    throw new Failure(`${given}: так документ не называют. Пишется ${SIDE.slice(SIDE.indexOf('order:'))}`)
  return { file: given, text: () => textOf(given) }
}

async function textOf(file: string): Promise<string> {
  const { text } = lookAt({ bytes: await readInput(file), contentType: '' })
  if (text !== null) return text
  throw new Failure(`${file}: это не текст: счёт строится по JSON или XML`)
}
