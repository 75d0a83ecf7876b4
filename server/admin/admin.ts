import type Koa from 'koa'
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
import { invoiceHandlers } from './handlers/invoice.ts'
import { journalHandlers } from './handlers/journal.ts'
import { mappingSharingHandlers } from './handlers/mapping-sharing.ts'
import { mappingAdviceHandlers } from './handlers/mapping-advice.ts'
import { mappingHandlers } from './handlers/mappings.ts'
import { ksupHandlers } from './handlers/ksup.ts'
import { ksupOnecHandlers } from './handlers/ksup-onec.ts'
import { onecHandlers } from './handlers/onec.ts'
import { proxyHandlers } from './handlers/proxy.ts'
import { publishingHandlers } from './handlers/publishing.ts'
import { regateHandlers } from './handlers/regate.ts'
import { replayHandlers } from './handlers/replay.ts'
import { restoreHandlers } from './handlers/restore.ts'
import { siteHandlers } from './handlers/site.ts'
import { stateHandlers } from './handlers/state.ts'
import { tlsHandlers } from './handlers/tls.ts'
import { validateHandlers } from './handlers/validate.ts'
import { mappingFiles } from './mapping-files.ts'
import { adminRoutes } from './routes.ts'

/** Everything below `/api`: the typed calls, the files and the live events. */
export function adminMiddleware(parts: BenchParts): { middleware: Koa.Middleware; close(): void } {
  const events = eventStreams(parts.changes)
  const files = adminFiles(parts)
  const opened = explorerFiles(parts.commerceMl)
  const tables = mappingFiles(parts)
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
    ...siteHandlers(parts),
    ...onecHandlers(parts),
    ...invoiceHandlers(parts),
    ...validateHandlers(parts),
    ...regateHandlers(parts),
    ...restoreHandlers(parts),
    ...publishingHandlers(),
    ...commerceMlHandlers(parts),
    ...explorerHandlers(parts.commerceMl),
    ...ksupHandlers(parts),
    ...ksupOnecHandlers(parts),
    ...tlsHandlers(parts),
  })
  return {
    middleware: (ctx, next) =>
      events.middleware(ctx, () => files(ctx, () => opened(ctx, () => tables(ctx, () => calls(ctx, next))))),
    close: () => events.close(),
  }
}
