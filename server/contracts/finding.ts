import type { Text } from './text.ts'

export type Severity = 'info' | 'warning' | 'error'

/** Where in a body something was found. Lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  line: number
  column: number
  /** RFC 6901 pointer into the value that was read, `''` for the whole body. */
  pointer: string
}

/**
 * One thing that a reader or a check has to say about a body.
 * `code` is a rule of the contract (`LA-06`, `W-ROUNDING`, `SITE-ARITHMETIC`, `ORD-101` …).
 */
export interface Finding extends Place {
  severity: Severity
  code: string
  message: Text
  /** What stood there, cut to 200 characters. Personal data is masked by the writer of the finding. */
  value?: string
  expected?: string
}
