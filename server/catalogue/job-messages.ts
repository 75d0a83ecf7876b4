import type { ImportProgress, ImportReport, MissingPolicy } from './model.ts'

/** What the thread of an import is started with. */
export interface ImportTask {
  base: string
  file: string
  name: string
  missing: MissingPolicy
  keepFindings: boolean
  keepDocuments: boolean
  /** ISO 8601, UTC. */
  at: string
  /** One 32-bit word; not 0: stop. */
  stop: SharedArrayBuffer
}

/** What it says. After `report` the base may still be tidied up until the thread ends. */
export type ImportMessage =
  { kind: 'progress'; progress: ImportProgress } | { kind: 'report'; report: ImportReport }
