import type { AdminApi } from '../../server/admin/api.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'

/** Names for what the calls of the invoice screens answer and take. */

type Result<Name extends keyof AdminApi> = ResultOf<AdminApi[Name]>

export type { InvoiceRef, ListedSource } from '../../server/invoice/sources/ref.ts'
export type { ManualInvoice } from '../../server/invoice/sources/manual-model.ts'
export type { InvoiceProfile } from '../../server/invoice/profiles/model.ts'

export type InvoiceSourceRow = Result<'invoice.sources'>['rows'][number]
export type InvoiceOfDocument = Result<'invoice.of'>
export type RenderedInvoice = Result<'invoice.render'>
export type InvoiceComparison = Result<'invoice.compare'>
export type InvoiceBatch = Result<'invoiceBatch.get'>
export type InvoiceBatchRequest = CallInput<AdminApi['invoiceBatch.start']>['body']

/** A document with the profile that it is printed by: the one of the seller when none is named. */
export type InvoiceRequest = CallInput<AdminApi['invoice.render']>['body']
