import { join } from 'node:path'

/** What both the shells and the engine take for granted; apart from the engine, so that short commands need not load it. */

export const defaultPort = 8183

/** Where the built page is, next to the built engine. */
export const builtRenderer = (engineDir: string) => join(engineDir, '../renderer')

/** The thread that imports CommerceML files, next to the built engine. */
export const builtCatalogueWorker = (engineDir: string) => join(engineDir, 'catalogue-worker.js')

/** The thread that prints batches of invoices. */
export const builtInvoiceWorker = (engineDir: string) => join(engineDir, 'invoice-worker.js')
