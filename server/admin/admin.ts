import { join } from 'node:path'
import type Koa from 'koa'
import compose from 'koa-compose'
import { createAccess } from './access.ts'
import { dataMakerFileRoutes } from './data-maker-files.ts'
import type { BenchParts } from './deps.ts'
import { explorerFiles } from './explorer-files.ts'
import { adminFiles } from './files.ts'
import { bodiesHandlers } from './handlers/bodies.ts'
import { clockHandlers } from './handlers/clock.ts'
import { commerceMlHandlers } from './handlers/commerceml.ts'
import { compareHandlers } from './handlers/compare.ts'
import { contractHandlers } from './handlers/contracts.ts'
import { dataMakerHandlers } from './handlers/data-maker.ts'
import { errandsHandlers } from './handlers/errands.ts'
import { explorerHandlers } from './handlers/explorer.ts'
import { faultsHandlers } from './handlers/faults.ts'
import { interchangeHandlers } from './handlers/interchange.ts'
import { invoiceBatchHandlers } from './handlers/invoice-batch.ts'
import { invoiceHandlers } from './handlers/invoice.ts'
import { invoiceProfileHandlers } from './handlers/invoice-profiles.ts'
import { journalHandlers } from './handlers/journal.ts'
import { mappingSharingHandlers } from './handlers/mapping-sharing.ts'
import { mappingAdviceHandlers } from './handlers/mapping-advice.ts'
import { mappingKindHandlers } from './handlers/mapping-kinds.ts'
import { mappingUsageHandlers } from './handlers/mapping-usage.ts'
import { mappingHandlers } from './handlers/mappings.ts'
import { ksupHandlers } from './handlers/ksup.ts'
import { ksupOnecHandlers } from './handlers/ksup-onec.ts'
import { onecHandlers } from './handlers/onec.ts'
import { proxyHandlers } from './handlers/proxy.ts'
import { publishingHandlers } from './handlers/publishing.ts'
import { qrHandlers } from './handlers/qr.ts'
import { regateHandlers } from './handlers/regate.ts'
import { replayHandlers } from './handlers/replay.ts'
import { restoreHandlers } from './handlers/restore.ts'
import { recorderHandlers } from './handlers/recorder.ts'
import { scenarioHandlers } from './handlers/scenarios.ts'
import { siteHandlers } from './handlers/site.ts'
import { snapshotHandlers } from './handlers/snapshots.ts'
import { stateHandlers } from './handlers/state.ts'
import { teamHandlers } from './handlers/team.ts'
import { tlsHandlers } from './handlers/tls.ts'
import { validateHandlers } from './handlers/validate.ts'
import { createHeld } from './held.ts'
import { invoiceBatchFileRoutes } from './invoice-batch-files.ts'
import { invoiceFileRoutes } from './invoice-files.ts'
import { createBatches } from './invoices/batches.ts'
import { createRenderedFiles } from './invoices/rendered.ts'
import { invoicePictureFiles } from './invoice-picture-files.ts'
import { mappingFiles } from './mapping-files.ts'
import { qrPictureFiles } from './qr-files.ts'
import { adminRoutes } from './routes.ts'
import { sentFiles } from './sent-files.ts'
import { snapshotFileRoutes } from './snapshot-files.ts'

/** Everything below `/api` but the live events: the typed calls and the files. */
export function adminMiddleware(parts: BenchParts): { middleware: Koa.Middleware; close(): Promise<void> } {
  const access = createAccess(parts.team)
  const { library } = parts.scenarios
  const held = createHeld({
    document: parts.workspace.document,
    files: { scenario: async (id) => library.file(id).then((file) => file && { text: file.text }) },
    clock: parts.team.clock,
  })
  const files = adminFiles(parts)
  const opened = explorerFiles(parts.commerceMl)
  const tables = mappingFiles(parts)
  const rendered = createRenderedFiles()
  const invoices = invoiceFileRoutes(rendered)
  const letters = createRenderedFiles()
  const batches = createBatches(parts, join(parts.workspace.path, 'tmp', 'invoices'), parts.batchPrinter)
  const batchFiles = invoiceBatchFileRoutes(batches, letters)
  const codes = qrPictureFiles()
  const pictures = invoicePictureFiles(parts)
  const calls = adminRoutes(
    {
      ...stateHandlers(parts),
      ...contractHandlers(),
      ...journalHandlers(parts),
      ...bodiesHandlers(parts),
      ...compareHandlers(parts),
      ...replayHandlers(parts),
      ...errandsHandlers(parts),
      ...interchangeHandlers(parts),
      ...proxyHandlers(parts),
      ...faultsHandlers(parts),
      ...mappingHandlers(parts),
      ...mappingSharingHandlers(parts),
      ...mappingAdviceHandlers(parts),
      ...mappingKindHandlers(parts),
      ...mappingUsageHandlers(parts),
      ...siteHandlers(parts),
      ...onecHandlers(parts),
      ...invoiceHandlers(parts, rendered),
      ...invoiceBatchHandlers(parts, batches, letters),
      ...validateHandlers(parts),
      ...regateHandlers(parts),
      ...invoiceProfileHandlers(parts),
      ...restoreHandlers(parts),
      ...publishingHandlers(),
      ...qrHandlers(),
      ...commerceMlHandlers(parts),
      ...explorerHandlers(parts.commerceMl),
      ...ksupHandlers(parts),
      ...ksupOnecHandlers(parts),
      ...tlsHandlers(parts),
      ...snapshotHandlers(parts),
      ...clockHandlers(parts),
      ...scenarioHandlers(parts),
      ...recorderHandlers(parts),
      ...dataMakerHandlers(parts),
      ...teamHandlers(parts.team, held),
    },
    { access, held, recorder: parts.recorder },
  )
  const fileRoutes = compose([
    files,
    opened,
    tables,
    invoices,
    batchFiles,
    codes,
    pictures,
    snapshotFileRoutes(parts),
    dataMakerFileRoutes(),
  ])
  return {
    middleware: compose([sentFiles({ access, isCall: calls.covers }, fileRoutes), calls.middleware]),
    close: () => batches.close(),
  }
}
