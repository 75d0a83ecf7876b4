import { parentPort, workerData } from 'node:worker_threads'
import { importFile } from './import-file.ts'
import type { ImportMessage, ImportTask } from './job-messages.ts'

/** Entry of the thread that one import runs in, so that nobody else waits for it. */
const say = (message: ImportMessage): void => parentPort?.postMessage(message)

importFile(
  workerData as ImportTask,
  (progress) => say({ kind: 'progress', progress }),
  (report) => say({ kind: 'report', report }),
)
