import type { WireBody } from '../operation.ts'
import { dialects } from '../site-orders/dialect.ts'
import { decodeBody } from '../wire/decode.ts'
import { createNotes, type FaultCodes } from '../wire/notes.ts'
import { readJson } from '../wire/read-json.ts'
import { readXml, type XmlElement } from '../wire/read-xml.ts'
import type { WireNode } from '../wire/tree.ts'
import { readStrictJson } from './read-strict-json.ts'
import { recogniseJson, recogniseXml, type Recognised } from './recognise.ts'

/** A body as far as it can be read. Never throws: what is neither JSON nor XML is text, what is no text is bytes. */
export type ReadBody =
  | { form: 'json'; text: string; tree: WireNode; recognised: Recognised | null }
  /** `tree`: an order of the site, in the form that JSON has. */
  | { form: 'xml'; text: string; root: XmlElement; tree: WireNode | null; recognised: Recognised | null }
  /** `untidy`: it would be JSON to the reader that takes liberties, but for its size. */
  | { form: 'text'; text: string; untidy: boolean }
  | { form: 'binary' }

/** The reader that takes liberties keeps every token: a larger body would hold the server up for seconds. */
export const UNTIDY_LIMIT_BYTES = 2 * 1024 * 1024

/** Nobody is told of a fault here; the codes only have to be different. */
const codes: FaultCodes = {
  malformed: 'malformed',
  encoding: 'encoding',
  duplicate: 'duplicate',
  'too-large': 'too-large',
  'too-deep': 'too-deep',
}

function readAsJson(text: string): ReadBody {
  const strict = readStrictJson(text)
  const untidy = strict === null && text.length > UNTIDY_LIMIT_BYTES
  const tree = untidy
    ? null
    : (strict ??
      readJson(text, {
        codes,
        notes: createNotes(),
        liberties: { syntax: 'syntax', bookmark: 'bookmark' },
      }))
  return tree ? { form: 'json', text, tree, recognised: recogniseJson(tree) } : { form: 'text', text, untidy }
}

export function readBody(body: WireBody, limit: number): ReadBody {
  // The declared type is often wrong; the charset is what it is needed for.
  const decoded = decodeBody(body, {
    limit,
    codes,
    liberties: { bom: 'bom', charset: 'charset' },
    notes: createNotes(),
  })
  const text = decoded?.text.replace(/^\uFEFF/, '')
  // A control character gives binary data away.
  if (text === undefined || /[\0-\x08\x0e-\x1f]/.test(text)) return { form: 'binary' }
  const first = /\S/.exec(text)?.[0]
  if (first === '{' || first === '[') return readAsJson(text)
  if (first === '<') {
    const root = readXml(text, { codes, notes: createNotes() })
    if (!root) return { form: 'text', text, untidy: false }
    const tree =
      root.name === 'orders'
        ? (dialects.onec.readXml?.(text, { mode: 'lenient', codes, notes: createNotes() }) ?? null)
        : null
    const recognised = tree && recogniseXml({ bytes: body.bytes, contentType: body.contentType })
    return { form: 'xml', text, root, tree: recognised && tree, recognised }
  }
  return { form: 'text', text, untidy: false }
}
