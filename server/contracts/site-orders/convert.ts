import type { Finding } from '../finding.ts'
import { identify } from '../identify.ts'
import type { Identified } from '../identify.ts'
import type { ReaderMode, ReadOptions, WireBody, WireFormat } from '../operation.ts'
import { writeJson } from '../message/write-json.ts'
import { readOrderDocument } from './document.ts'
import { textOf } from './message.ts'

/** Canonical text of an untidy body. `text` is `null` when it is refused: the findings tell why. */
export interface Converted {
  text: string | null
  recognised: Identified | null
  findings: Finding[]
}

const INDENT = 2

const start = { line: 1, column: 1, pointer: '', severity: 'error', code: 'SITE-MALFORMED' } as const

/**
 * Untidy body -> canonical JSON (indented, for people and diffs) or XML. The same result again converts to itself, byte for
 * byte. Nothing is left out: a list with an element that cannot be read is refused whole. Word processor's bookmarks are
 * dropped (LA-16), since files are converted, not traffic, unless `fixture` is false.
 */
export function convertBody(
  body: WireBody,
  { to, mode = 'lenient', fixture = true, ...options }: ReadOptions & { to: WireFormat; mode?: ReaderMode },
): Converted {
  const recognised = identify(body, { fixture })
  if (!recognised) {
    const { findings } = readOrderDocument(body, { mode, fixture, ...options })
    const unknown: Finding = {
      ...start,
      message: {
        ru: 'Сообщение не распознано: ни одно сообщение контракта так не выглядит',
        en: 'The message is not recognised: no message of the contract looks like this',
      },
    }
    return { text: null, recognised, findings: findings.length > 0 ? findings : [unknown] }
  }
  const { form } = recognised
  const { value, findings, rejected } = form.read(body, mode, { fixture, ...options })
  if (value === null || rejected.length > 0) return { text: null, recognised, findings }
  if (!form.formats.includes(to)) {
    const noForm: Finding = {
      ...start,
      message: {
        ru: `У этого сообщения нет формы ${to.toUpperCase()}: в XML передаётся только один заказ`,
        en: `This message has no ${to.toUpperCase()} form: only a single order travels as XML`,
      },
    }
    return { text: null, recognised, findings: [...findings, noForm] }
  }
  const text = textOf(form, value, to, (schema) => `${writeJson(value, schema, 'canonical', INDENT)}\n`)
  return { text, recognised, findings }
}
