import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdminClient, type AdminClient } from '../../server/admin/client.ts'
import { startBench } from '../../server/bench.ts'
import { builtCatalogueWorker, builtInvoiceWorker } from '../../server/defaults.ts'
import type { BatchForm } from '../../server/invoice/batch/model.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import { invoicePdf } from '../../server/invoice/pdf.ts'
import { manualDraft } from '../../server/invoice/sources/manual.ts'
import { ManualInvoice } from '../../server/invoice/sources/manual-model.ts'
import type { BatchRun, BatchTask } from './invoice-batches.ts'
import { peakMemory } from './usage.ts'

/** A process that makes so many invoices of ten lines and tells on standard output what it took: `<task> <count> <engine folder>`. */
const [task, given, engineDir] = process.argv.slice(2) as [BatchTask, string, string]
const count = Number(given)

const anInvoice = (number: number) =>
  ManualInvoice.parse({
    number: String(number),
    date: '2025-09-18',
    seller: { name: 'ООО «Лоза и Колос»', inn: '7800004568', kpp: '780001001' },
    bank: { bank: 'АО «Банк Пример»', bik: '049999901', payment_account: '40702810200000067890' },
    buyer: { name: `ООО «Ветер ${number}»`, inn: '7700000009' },
    lines: Array.from({ length: 10 }, (_, line) => ({
      name: `Обруч стальной усиленный для художественной гимнастики, диаметр ${60 + line} см`,
      unit: 'шт',
      quantity: (1 + ((number + line) % 24)) * 1000,
      price: 90_50 + number * line,
      vat_rate: '20%',
    })),
  })

/** The same invoices one after another in a loop, with nothing around. */
function loop(): BatchRun {
  const started = performance.now()
  let bytes = 0
  for (let number = 1; number <= count; number++)
    bytes += invoicePdf(buildInvoice(manualDraft(anInvoice(number)))).length
  return { ms: performance.now() - started, bytes, peakMemory: peakMemory(), blockedMs: 0 }
}

/** A batch of a bench over HTTP, while somebody else uses the bench. */
async function batch(as: BatchForm): Promise<BatchRun> {
  const workspace = await mkdtemp(join(tmpdir(), 'obmen-batches-'))
  const bench = await startBench({
    workspace,
    port: 0,
    catalogueWorker: builtCatalogueWorker(engineDir),
    invoiceWorker: builtInvoiceWorker(engineDir),
  })
  try {
    const refs = Array.from({ length: count }, (_, i) => ({
      source: 'manual' as const,
      invoice: anInvoice(i + 1),
    }))
    const api = createAdminClient(bench.address)
    const started = performance.now()
    const { id } = await api.call('invoiceBatch.start', { body: { refs, as } })
    // From here on: reading the request of a thousand invoices by hand is not what a batch of a base does.
    const blocked = monitorEventLoopDelay({ resolution: 1 })
    blocked.enable()
    const bytes = await finished(api, id)
    blocked.disable()
    return {
      ms: performance.now() - started,
      bytes,
      peakMemory: peakMemory(),
      blockedMs: blocked.max / 1e6,
    }
  } finally {
    await bench.stop()
    await rm(workspace, { recursive: true, force: true })
  }
}

async function finished(api: AdminClient, id: string): Promise<number> {
  for (;;) {
    const { state, bytes, failures } = await api.call('invoiceBatch.get', { params: { id } })
    if (state === 'done' && failures.length === 0) return bytes
    if (state !== 'running') throw new Error(`The batch has ended as ${state}`)
    await sleep(20)
  }
}

const run = task === 'loop' ? loop() : await batch(task)
process.stdout.write(JSON.stringify(run))
