import type { Finding, Severity } from '../finding.ts'
import type { Text } from '../text.ts'
import type { Spot } from './tree.ts'

/** A finding before its place is put in. */
export interface Note {
  code: string
  message: Text
  severity?: Severity
  pointer?: string
  value?: string
  expected?: string
}

/** Collects what a reader has to say, in bounds: a body of a million liberties does not become a million findings. */
export interface Notes {
  add(spot: Spot, note: Note): void
  any(): boolean
  refused(): boolean
  /** Pointers of all errors, those beyond the bound of the list included. */
  readonly errorPointers: ReadonlySet<string>
  /** Everything noted, in the order of places. */
  list(): Finding[]
}

/**
 * More findings than this are counted, not listed. Errors have a bound of their own, so that warnings cannot hide them and
 * each refused row of a large batch keeps its reason.
 */
const LIMITS = { error: 30_000, other: 1000 }
const VALUE_LIMIT = 200

const byPlace = (a: Finding, b: Finding): number => a.line - b.line || a.column - b.column

/**
 * An empty collection. `severity` is `warning` unless a note says otherwise. `conceal` takes out of a note what may be
 * shown nowhere, before the note is cut or kept.
 */
export function createNotes(conceal: (note: Note) => Note = (note) => note): Notes {
  const kept: Record<'error' | 'other', Finding[]> = { error: [], other: [] }
  const errorPointers = new Set<string>()
  let left = 0
  return {
    errorPointers,
    add(spot, note) {
      if (note.severity === 'error') errorPointers.add(note.pointer ?? '')
      const { severity = 'warning', code, message, pointer = '', value, expected } = conceal(note)
      const kind = severity === 'error' ? 'error' : 'other'
      const list = kept[kind]
      if (list.length >= LIMITS[kind]) {
        left += 1
        return
      }
      const finding: Finding = { severity, code, line: spot.line, column: spot.column, pointer, message }
      if (value !== undefined) finding.value = value.slice(0, VALUE_LIMIT)
      if (expected !== undefined) finding.expected = expected.slice(0, VALUE_LIMIT)
      list.push(finding)
    },
    any() {
      return kept.error.length + kept.other.length > 0
    },
    refused() {
      return kept.error.length > 0
    },
    list() {
      const all = [...kept.error, ...kept.other].sort(byPlace)
      const last = all.at(-1)
      if (left === 0 || !last) return all
      return [
        ...all,
        {
          severity: 'warning',
          code: 'W-FINDINGS-CUT',
          line: last.line,
          column: last.column,
          pointer: '',
          message: {
            ru: `Ещё ${left} замечаний не показаны: исправьте показанные и проверьте снова`,
            en: `${left} more findings are not shown: correct these and check again`,
          },
        },
      ]
    },
  }
}

/** What can be wrong with a body before its fields are looked at. */
export type Fault = 'malformed' | 'encoding' | 'duplicate' | 'too-large' | 'too-deep'

/** The codes a contract has for the faults. */
export type FaultCodes = Readonly<Record<Fault, string>>
