import type { MessagePort } from 'node:worker_threads'
import type { ImportProgress, ImportReport, MissingPolicy } from './model.ts'
import type { ReadTask } from './reading-aside.ts'

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
  /** Of a large file: where another thread reads it, see `reading-aside.ts`. */
  aside: { port: MessagePort; words: SharedArrayBuffer } | null
}

/** Entry of the threads: what one of them is to do. */
export type ThreadTask = ({ role: 'import' } & ImportTask) | ({ role: 'read' } & ReadTask)

/** What the thread of an import says. After `report` the base may still be tidied up until the thread ends. */
export type ImportMessage =
  { kind: 'progress'; progress: ImportProgress } | { kind: 'report'; report: ImportReport }
