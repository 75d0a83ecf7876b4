import { parentPort, workerData } from 'node:worker_threads'
import { importFile } from './import-file.ts'
import type { ImportMessage, ImportTask, ReadTask } from './job-messages.ts'
import { readAhead } from './read-ahead/read-ahead.ts'

/** Entry of the threads of an import, so that nobody else waits for it: one writes, and of a large file another one reads. */
const task = workerData as ImportTask | ReadTask
const say = (message: ImportMessage): void => parentPort?.postMessage(message)

if (task.task === 'read') readAhead(task)
else
  importFile(
    task,
    (progress) => say({ kind: 'progress', progress }),
    (report) => say({ kind: 'report', report }),
  )
