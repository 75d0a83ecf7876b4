import type { HandOver } from './read-ahead/hand-over.ts'
import type { ImportProgress, ImportReport, MissingPolicy } from './model.ts'

/** What the thread of an import is started with. */
export interface ImportTask {
  task: 'import'
  base: string
  file: string
  name: string
  missing: MissingPolicy
  keepFindings: boolean
  keepDocuments: boolean
  /** ISO 8601, UTC. */
  at: string
  words: HandOver['words']
  /** Where a thread hands over what it reads of the file; `null`: this one reads it. */
  port: HandOver['port'] | null
}

/** What a thread that reads ahead of an import is started with. */
export interface ReadTask extends HandOver {
  task: 'read'
  file: string
}

/** What it says. After `report` the base may still be tidied up until the thread ends. */
export type ImportMessage =
  { kind: 'progress'; progress: ImportProgress } | { kind: 'report'; report: ImportReport }
