import type { Finding } from '../finding.ts'
import { pointerKeys } from '../wire/tree.ts'
import type { Places } from './lexer.ts'
import { fixTitles, type Fix, type FixKind } from './model.ts'
import type { RangeIndex } from './ranges.ts'

/** `site-orders/1`: the contract lets the field have no other value. */
const CONSTANT = /^[a-z-]+\/\d+$/

/** What is put in where only the author knows the value: of the right kind, so that the text stays JSON. */
const EMPTY: Readonly<Record<string, string>> = { object: '{}', array: '[]', number: 'null', boolean: 'null' }

/**
 * Fields that a contract demands and a text does not have. Where the contract leaves one value it is written; where only the
 * author knows it, the place is made and said to be filled in by hand.
 */
export function missingFixes(places: Places, { values }: RangeIndex, findings: readonly Finding[]): Fix[] {
  return findings.flatMap(({ severity, code, line, column, pointer, expected = '' }, number): Fix[] => {
    const name = pointerKeys(pointer)?.at(-1)
    // A missing field is told of at the object that lacks it.
    const owner = values.get(places.offset(line, column))
    if (severity !== 'error' || name === undefined || owner?.kind !== 'object') return []
    if (/^\d+$/.test(name) || owner.members.some((member) => member.name === name)) return []
    const certain = CONSTANT.test(expected)
    const kind: FixKind = certain ? 'constant' : 'missing'
    const value = certain ? JSON.stringify(expected) : (EMPTY[expected] ?? '""')
    const at = owner.from + 1
    const rest = owner.members.length === 0 ? '' : ', '
    return [
      {
        id: `missing:${number}:${at}`,
        kind,
        title: fixTitles[kind],
        safe: certain,
        line,
        column,
        code,
        pointer,
        edits: [{ from: at, to: at, text: `${JSON.stringify(name)}: ${value}${rest}` }],
      },
    ]
  })
}
