import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../storage/clock.ts'
import type { ImportJob, ImportOptions } from './catalogue.ts'
import { openConnection } from './connection.ts'
import type { ImportMessage, ImportTask } from './job-messages.ts'
import { numbersOf } from './loading.ts'
import type { ImportProgress, ImportReport } from './model.ts'
import { keepReport } from './reports.ts'

/** MB: above what the largest allowed record needs; a thread that wants more is stopped before the process suffers. */
const HEAP_MB = 256
const YOUNG_HEAP_MB = 8
const REPORT_CACHE_KIB = 1024

const steps = {
  waiting: { ru: 'Ожидание прежнего импорта', en: 'Waiting for the import before it' },
  done: { ru: 'Завершено', en: 'Finished' },
}

interface JobOptions {
  base: string
  worker: string
  clock: Clock
  file: string
  options: ImportOptions
  /** Starts the work when nothing else writes; what it returns has to end before the next one starts. */
  inTurn(work: () => Promise<void>): Promise<void>
}

/** An import in a thread of its own. */
export function startJob({ base, worker, clock, file, options, inTurn }: JobOptions): ImportJob {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  let progress: ImportProgress = { bytes: 0, totalBytes: sizeOf(file), records: 0, step: steps.waiting }

  const done = new Promise<ImportReport>((resolve, reject) => {
    const run = (): Promise<void> =>
      new Promise((ended) => {
        const task: ImportTask = {
          base,
          file,
          name: options.name ?? basename(file),
          missing: options.missing,
          keepFindings: options.keepFindings ?? false,
          keepDocuments: options.keepDocuments ?? false,
          at: clock().toISOString(),
          stop: stop.buffer as SharedArrayBuffer,
        }
        let outOfMemory = false
        const thread = new Worker(worker, {
          workerData: task,
          resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
        })
        thread.on('message', (message: ImportMessage) => {
          if (message.kind === 'progress') progress = message.progress
          else {
            progress = { ...progress, step: steps.done }
            resolve(message.report)
          }
        })
        thread.on('error', (error) => {
          if (isOutOfMemory(error)) outOfMemory = true
          else reject(error)
        })
        thread.on('exit', (code) => {
          if (outOfMemory) resolve(refuse(base, task))
          // Settled already when all went well.
          reject(new Error(`The thread of the import of ${file} ended with ${code} and without a report.`))
          ended()
        })
      })
    inTurn(run).catch(reject)
  })
  // Whoever only watches the progress is no reason for an unhandled rejection.
  done.catch(() => {})

  return {
    progress: () => progress,
    done,
    cancel: () => void Atomics.store(stop, 0, 1),
  }
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'

/** Reports a file whose thread is gone: its transaction went with it. */
function refuse(base: string, { name, at }: ImportTask): ImportReport {
  const text = {
    ru: 'Импорт файла требует больше памяти, чем ему отведено. Разделите выгрузку на порции.',
    en: 'The import of the file needs more memory than it may have. Export in portions.',
  }
  const connection = openConnection(base, REPORT_CACHE_KIB)
  try {
    return connection.transaction(() => {
      const report: ImportReport = {
        id: numbersOf(connection, 'imports')(),
        file: name,
        at,
        durationMs: 0,
        outcome: 'refused',
        refusal: { code: 'CML-MEMORY', text, line: 0, column: 0 },
        counts: {},
        summary: null,
      }
      keepReport(connection, report)
      return report
    })
  } finally {
    connection.close()
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
