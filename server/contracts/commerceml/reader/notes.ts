import type { CmlFinding, CmlPlace } from '../model.ts'
import { cmlFindings, type CmlFindingId } from '../findings.ts'
import type { Severity } from '../../finding.ts'
import { detached } from './node.ts'

const VALUE_LIMIT = 200
const severities = new Map<string, Severity>(cmlFindings.map(({ code, severity }) => [code, severity]))

/** What a finding says, made only when it is handed out. */
export interface NoteText {
  ru: string
  en: string
  value?: string
  /** Another severity than the usual one of the code. */
  severity?: Severity
}

/** Findings of one file: counted all, handed out up to a number for each code. */
export class CmlNotes {
  readonly counts: Record<string, number> = {}
  private readonly limit: number
  private readonly onFinding: ((finding: CmlFinding) => void) | undefined

  constructor(limit: number, onFinding: ((finding: CmlFinding) => void) | undefined) {
    this.limit = limit
    this.onFinding = onFinding
  }

  note(code: CmlFindingId, place: CmlPlace, id: string, text: () => NoteText): void {
    const count = (this.counts[code] ?? 0) + 1
    this.counts[code] = count
    if (count > this.limit || !this.onFinding) return
    const { ru, en, value, severity = severities.get(code)! } = text()
    this.onFinding({
      severity,
      code,
      line: place.line,
      column: place.column,
      message: { ru, en },
      id: detached(id.slice(0, VALUE_LIMIT)),
      ...(value === undefined ? {} : { value: detached(value.slice(0, VALUE_LIMIT)) }),
    })
  }
}
