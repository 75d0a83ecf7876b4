import { join } from 'node:path'
import type Koa from 'koa'
import compose from 'koa-compose'
import type { BenchParts } from './deps.ts'
import { eventStreams } from './events.ts'
import { explorerFiles } from './explorer-files.ts'
import { adminFiles } from './files.ts'
import { bodiesHandlers } from './handlers/bodies.ts'
import { commerceMlHandlers } from './handlers/commerceml.ts'
import { compareHandlers } from './handlers/compare.ts'
import { contractHandlers } from './handlers/contracts.ts'
import { explorerHandlers } from './handlers/explorer.ts'
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
import { siteHandlers } from './handlers/site.ts'
import { stateHandlers } from './handlers/state.ts'
import { tlsHandlers } from './handlers/tls.ts'
import { validateHandlers } from './handlers/validate.ts'
import { invoiceBatchFileRoutes } from './invoice-batch-files.ts'
import { invoiceFileRoutes } from './invoice-files.ts'
import { createBatches } from './invoices/batches.ts'
import { createRenderedFiles } from './invoices/rendered.ts'
import { invoicePictureFiles } from './invoice-picture-files.ts'
import { mappingFiles } from './mapping-files.ts'
import { qrPictureFiles } from './qr-files.ts'
import { adminRoutes } from './routes.ts'

/** Everything below `/api`: the typed calls, the files and the live events. */
export function adminMiddleware(parts: BenchParts): { middleware: Koa.Middleware; close(): Promise<void> } {
  const events = eventStreams(parts.changes)
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
  const calls = adminRoutes({
    ...stateHandlers(parts),
    ...contractHandlers(),
    ...journalHandlers(parts),
    ...bodiesHandlers(parts),
    ...compareHandlers(parts),
    ...replayHandlers(parts),
    ...interchangeHandlers(parts),
    ...proxyHandlers(parts),
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
  })
  return {
    middleware: compose([
      events.middleware,
      files,
      opened,
      tables,
      invoices,
      batchFiles,
      codes,
      pictures,
      calls,
    ]),
    async close() {
      events.close()
      await batches.close()
    },
  }
}
