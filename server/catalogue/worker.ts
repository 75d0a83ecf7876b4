import { parentPort, workerData } from 'node:worker_threads'
import { importFile } from './import-file.ts'
import type { ImportMessage, ThreadTask } from './job-messages.ts'
import { giveFile } from './reading-aside.ts'

/** Entry of the threads of an import, so that nobody else waits for it: one stores, of a large file another one reads. */
const say = (message: ImportMessage): void => parentPort?.postMessage(message)

const task = workerData as ThreadTask
if (task.role === 'read') giveFile(task)
else
  importFile(
    task,
    (progress) => say({ kind: 'progress', progress }),
    (report) => say({ kind: 'report', report }),
  )
