import type { Severity } from '../finding.ts'
import type { ReaderMode } from '../operation.ts'
import type { Text } from '../text.ts'

/** Checks of content that a form cannot express look at a value whose form is right, and report remarks. */
export interface Remark {
  severity: Severity
  code: string
  message: Text
  value?: string
  expected?: string
}

export interface Inspection {
  mode: ReaderMode
  zone: string
  now: Date
  /** `pointer` is RFC 6901, into the value. */
  report(pointer: string, remark: Remark): void
}
