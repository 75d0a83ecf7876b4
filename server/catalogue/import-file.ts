import { CmlRefusal } from '../contracts/commerceml/model.ts'
import { openConnection, type Connection } from './connection.ts'
import { isFileError, readFile, type FileReading } from './file-reading.ts'
import type { ImportTask } from './job-messages.ts'
import { loaded } from './loaded-item.ts'
import { createLoader, prepareLoading } from './loader.ts'
import type { ImportProgress, ImportReport } from './model.ts'
import { followReading } from './read-ahead/read-ahead.ts'
import { Stopped, throwIfStopped } from './read-ahead/hand-over.ts'
import { keepReport } from './reports.ts'

const PROGRESS_MS = 100
/** With the heaps of the threads and the rest of the process it has to stay below 300 MB. */
const CACHE_KIB = 12 * 1024

const steps = {
  reading: { ru: 'Чтение файла', en: 'Reading the file' },
  finishing: {
    ru: 'Сверка с базой: неупомянутое, ссылки, списки',
    en: 'Checking against the base: what was not mentioned, references, lists',
  },
  storing: { ru: 'Запись в базу', en: 'Storing' },
}

/**
 * Takes a file into a base, in one transaction: whole or not at all (contract sections 4.2, 6, 7, 13). Synchronous: it has
 * a thread of its own.
 * @returns the report, also of a refused or stopped import
 */
export function importFile(
  task: ImportTask,
  say: (progress: ImportProgress) => void,
  reported: (report: ImportReport) => void,
): void {
  const connection = openConnection(task.base, CACHE_KIB)
  try {
    prepareLoading(connection)
    reported(run(connection, task, say))
    connection.checkpoint()
  } finally {
    connection.close()
  }
}

function run(
  connection: Connection,
  task: ImportTask,
  say: (progress: ImportProgress) => void,
): ImportReport {
  const began = performance.now()
  const progress: ImportProgress = { bytes: 0, totalBytes: 0, records: 0, step: steps.reading }
  let said = 0
  const tell = (step = progress.step): void => {
    const now = performance.now()
    if (step === progress.step && now - said < PROGRESS_MS) return
    said = now
    progress.step = step
    say({ ...progress })
  }
  const goOn = (): void => {
    throwIfStopped(task.words)
    tell()
  }
  const reportOf = (
    id: number,
    outcome: ImportReport['outcome'],
    rest: Partial<Pick<ImportReport, 'refusal' | 'counts' | 'summary'>>,
  ): ImportReport => ({
    id,
    file: task.name,
    at: task.at,
    durationMs: Math.round(performance.now() - began),
    outcome,
    refusal: null,
    counts: {},
    summary: null,
    ...rest,
  })

  connection.exec('begin immediate')
  const loader = createLoader({ connection, goOn, ...task, file: task.name })
  try {
    const reading: FileReading = {
      onRecord(record) {
        progress.records += 1
        loader.take(loaded(record))
      },
      onFinding: loader.finding,
      onPiece(bytes, total) {
        progress.bytes = bytes
        progress.totalBytes = total
        goOn()
      },
    }
    const { words, port } = task
    const summary = port ? followReading({ words, port }, reading) : readFile(task.file, reading)
    tell(steps.finishing)
    const counts = loader.finish()
    tell(steps.storing)
    const report = reportOf(loader.report, 'done', { counts, summary })
    keepReport(connection, report)
    connection.exec('commit')
    return report
  } catch (error) {
    connection.rollback()
    const report = reportOf(loader.report, ...outcomeOf(error))
    connection.transaction(() => keepReport(connection, report))
    return report
  }
}

/** @throws what is no fault of the file */
function outcomeOf(error: unknown): ['refused' | 'cancelled', Pick<ImportReport, 'refusal'>] {
  if (error instanceof Stopped) return ['cancelled', { refusal: null }]
  if (error instanceof CmlRefusal) {
    const { code, text, place } = error
    return ['refused', { refusal: { code, text, line: place.line, column: place.column } }]
  }
  if (isFileError(error)) {
    const text = {
      ru: `Файл не читается: ${error.message}. Проверьте, что он на месте и открыт для чтения.`,
      en: `The file cannot be read: ${error.message}. Check that it is there and may be read.`,
    }
    return ['refused', { refusal: { code: 'CML-FILE-UNREADABLE', text, line: 0, column: 0 } }]
  }
  throw error
}
