import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BatchJob } from '../../invoice/batch/model.ts'
import type { BatchPrinter, OpenPrinter } from '../../invoice/batch/printer.ts'
import { shortDate } from '../../invoice/header.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { InvoiceBatchRequest } from '../api-invoice-batch.ts'
import type { BenchParts } from '../deps.ts'
import { printDocuments } from './batch-run.ts'
import { makeInvoice } from './making.ts'
import { chosenDocuments, type ChosenDocument } from './selection.ts'

/** Batches that are kept with their files; the oldest goes when another one starts. */
const KEPT = 5

/** Pages hear of progress this often at most. */
const TOLD_EVERY_MS = 200

/** Batches of invoices: one is made at a time; what is made stays until it is taken away, replaced, or the bench stops. */
export interface Batches {
  /** @throws Refusal `INVOICE-BATCH-RUNNING`, and those of `chosenDocuments` */
  start(request: InvoiceBatchRequest): Promise<BatchJob>
  /** Newest first. */
  list(): BatchJob[]
  /** @throws Refusal `INVOICE-BATCH-UNKNOWN` */
  get(id: string): BatchJob
  /** Ends one that runs, forgets one that has ended; nothing of its file is left. @throws Refusal `INVOICE-BATCH-UNKNOWN` */
  cancel(id: string): Promise<BatchJob>
  /** The whole file. @throws Refusal `INVOICE-BATCH-UNKNOWN`, `INVOICE-BATCH-NOT-WHOLE` */
  file(id: string): { path: string; job: BatchJob }
  close(): Promise<void>
}

interface Held {
  job: BatchJob
  path: string
  printer: BatchPrinter | null
  /** When nobody works on it any more. */
  ended: Promise<void>
}

/** @param folder a folder of its own: what another run has left in it goes */
export function createBatches(parts: BenchParts, folder: string, openPrinter: OpenPrinter): Batches {
  const { changes, clock } = parts
  const held = new Map<string, Held>()
  const empty = () => rm(folder, { recursive: true, force: true, maxRetries: 3 })
  const emptied = empty()
  // Whoever starts a batch hears of it.
  emptied.catch(() => {})

  const isRunning = ({ job }: Held): boolean => job.state === 'running'
  const publish = ({ job }: Held): void => changes.publish({ area: 'invoices', id: job.id })

  function found(id: string): Held {
    const one = held.get(id)
    if (one) return one
    throw new Refusal('INVOICE-BATCH-UNKNOWN', {
      ru: 'Этой пачки счетов больше нет: соберите её заново.',
      en: 'This batch of invoices is gone: make it once more.',
    })
  }

  function end(one: Held, state: BatchJob['state']): void {
    one.job.state = state
    one.job.ended_at = clock().toISOString()
    publish(one)
  }

  async function stop(one: Held): Promise<void> {
    end(one, 'cancelled')
    await one.printer?.abandon()
    await one.ended
  }

  async function forget(one: Held): Promise<void> {
    held.delete(one.job.id)
    await rm(one.path, { force: true, maxRetries: 3 })
  }

  async function work(one: Held, documents: ChosenDocument[], profile: InvoiceBatchRequest['profile']) {
    const { job, path } = one
    let printed = 0
    let told = 0
    function progress(): void {
      job.done = printed + job.failures.length
      const now = performance.now()
      if (!isRunning(one) || now - told < TOLD_EVERY_MS) return
      told = now
      publish(one)
    }
    try {
      const printer = openPrinter({ path, form: job.as }, (count) => {
        printed = count
        progress()
      })
      one.printer = printer
      const bytes = await printDocuments({
        documents,
        async make(ref) {
          const { invoice, profile: printedBy, pictures } = await makeInvoice(parts, { ref, profile })
          return { invoice, profile: printedBy, pictures }
        },
        printer,
        wanted: () => isRunning(one),
        failed(failure) {
          job.failures.push(failure)
          progress()
        },
      })
      if (!isRunning(one)) return
      if (job.failures.length === job.total) throw noneMade
      job.bytes = bytes
      end(one, 'done')
    } catch (error) {
      // A printer that was ended under the work has nothing to say.
      if (!isRunning(one)) return
      job.reason = reasonOf(error)
      end(one, 'failed')
      await one.printer?.abandon()
    }
  }

  return {
    async start(request) {
      await emptied
      const documents = await chosenDocuments(parts, request)
      const running = [...held.values()].find(isRunning)
      if (running) throw isBusy(running.job)
      const id = randomUUID()
      const job: BatchJob = {
        id,
        as: request.as,
        state: 'running',
        done: 0,
        total: documents.length,
        failures: [],
        started_at: clock().toISOString(),
        ended_at: null,
        name: `${nameOf(request)}.${request.as}`,
        bytes: 0,
        reason: null,
      }
      const one: Held = {
        job,
        path: join(folder, `${id}.${request.as}`),
        printer: null,
        ended: Promise.resolve(),
      }
      held.set(id, one)
      one.ended = work(one, documents, request.profile)
      publish(one)
      for (const oldest of [...held.values()].slice(0, -KEPT)) await forget(oldest)
      return job
    },
    list: () => [...held.values()].map(({ job }) => job).reverse(),
    get: (id) => found(id).job,
    async cancel(id) {
      const one = found(id)
      if (isRunning(one)) await stop(one)
      else await forget(one)
      return { ...one.job, state: 'cancelled', bytes: 0 }
    },
    file(id) {
      const { job, path } = found(id)
      if (job.state !== 'done') throw notWhole(job)
      return { path, job }
    },
    async close() {
      for (const one of held.values()) if (isRunning(one)) await stop(one)
      held.clear()
      await empty()
    },
  }
}

/** `Счета 01.09.2025–30.09.2025`, `Счета (12)` */
function nameOf(request: InvoiceBatchRequest): string {
  if ('refs' in request) return `Счета (${request.refs.length})`
  const { from, to } = request.period
  return `Счета ${shortDate(from)}–${shortDate(to)}`
}

const noneMade = new Refusal('INVOICE-BATCH-NONE', {
  ru: 'Ни один счёт не построен: причины названы у документов.',
  en: 'Not one invoice could be made: the reasons stand beside the documents.',
})

function reasonOf(error: unknown): BatchJob['reason'] {
  if (error instanceof Refusal) return error.text
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return {
      ru: 'На пачку не хватило памяти. Возьмите период короче или соберите zip.',
      en: 'The batch needs more memory than it may have. Take a shorter period, or make a zip.',
    }
  return { ru: `Файл не собран: ${message}`, en: `The file cannot be made: ${message}` }
}

const isBusy = ({ done, total }: BatchJob): Refusal =>
  new Refusal('INVOICE-BATCH-RUNNING', {
    ru: `Уже собирается другая пачка (${done} из ${total}). Дождитесь её или отмените.`,
    en: `Another batch is being made (${done} of ${total}). Wait for it or cancel it.`,
  })

const notWhole = ({ state, done, total }: BatchJob): Refusal =>
  state === 'running'
    ? new Refusal('INVOICE-BATCH-NOT-WHOLE', {
        ru: `Файл ещё собирается: ${done} из ${total}.`,
        en: `The file is still being made: ${done} of ${total}.`,
      })
    : new Refusal('INVOICE-BATCH-NOT-WHOLE', {
        ru: 'Файла нет: пачка отменена или не собралась.',
        en: 'There is no file: the batch was cancelled or has failed.',
      })
