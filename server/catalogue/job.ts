import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { Clock } from '../storage/clock.ts'
import type { ImportJob, ImportOptions } from './catalogue.ts'
import { openConnection } from './connection.ts'
import type { ImportMessage, ImportTask, ReadTask } from './job-messages.ts'
import { numbersOf } from './loading.ts'
import type { ImportProgress, ImportReport } from './model.ts'
import { cancel, newWords, readerGone } from './read-ahead/hand-over.ts'
import { keepReport } from './reports.ts'

/** MB: above what the largest allowed record needs; a thread that wants more is stopped before the process suffers. */
const HEAP_MB = 256
const YOUNG_HEAP_MB = 8
/** A reader makes nothing but garbage: with more room for it, less of it is copied before it is one. */
const READER_YOUNG_HEAP_MB = 24
/** From this size on a file is read by a thread of its own, ahead of the one that writes: it costs some 50 ms to start. */
const AHEAD_BYTES = 4 * 1024 * 1024
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
  const words = newWords()
  const bytes = sizeOf(file)
  let progress: ImportProgress = { bytes: 0, totalBytes: bytes, records: 0, step: steps.waiting }

  const done = new Promise<ImportReport>((resolve, reject) => {
    async function run(): Promise<void> {
      const ahead = bytes < AHEAD_BYTES ? null : new MessageChannel()
      const task: ImportTask = {
        task: 'import',
        base,
        file,
        name: options.name ?? basename(file),
        missing: options.missing,
        keepFindings: options.keepFindings ?? false,
        keepDocuments: options.keepDocuments ?? false,
        at: clock().toISOString(),
        words,
        port: ahead?.port2 ?? null,
      }
      let told = false
      const hear = (message: ImportMessage): void => {
        if (message.kind === 'progress') progress = message.progress
        else {
          told = true
          progress = { ...progress, step: steps.done }
          resolve(message.report)
        }
      }
      // Neither must wait for the other when that has ended.
      const threads = [started(worker, task, YOUNG_HEAP_MB, hear).finally(() => cancel(words))]
      if (ahead) {
        const reader: ReadTask = { task: 'read', file, words, port: ahead.port1 }
        const reading = started(worker, reader, READER_YOUNG_HEAP_MB)
        // One that went well has sent all that the writer waits for.
        threads.push(reading)
        void reading.then(({ error, code }) => {
          if (error || code !== 0) readerGone(words)
        })
      }
      const ends = await Promise.all(threads)
      const errors = ends.flatMap(({ error }) => error ?? [])
      if (told) return
      if (errors.some(isOutOfMemory)) return resolve(refuse(base, task))
      // The reader's first: a writer whose reader is gone says no more than that.
      throw (
        errors.at(-1) ??
        new Error(`The thread of the import of ${file} ended with ${ends[0]!.code} and without a report.`)
      )
    }
    inTurn(run).catch(reject)
  })
  // Whoever only watches the progress is no reason for an unhandled rejection.
  done.catch(() => {})

  return {
    progress: () => progress,
    done,
    cancel: () => cancel(words),
  }
}

/** Runs a thread to its end. */
function started(
  worker: string,
  workerData: ImportTask | ReadTask,
  youngHeapMb: number,
  hear: (message: ImportMessage) => void = () => {},
): Promise<{ code: number; error: Error | null }> {
  return new Promise((resolve) => {
    const thread = new Worker(worker, {
      workerData,
      transferList: workerData.port ? [workerData.port] : [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: youngHeapMb },
    })
    let error: Error | null = null
    thread.on('message', hear)
    thread.on('error', (thrown: Error) => (error = thrown))
    thread.on('exit', (code) => resolve({ code, error }))
  })
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
