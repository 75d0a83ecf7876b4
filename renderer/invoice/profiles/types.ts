import type { AdminApi } from '../../../server/admin/api.ts'
import type { CallInput, ResultOf } from '../../../server/admin/endpoint.ts'

export type { InvoiceProfile } from '../../../server/invoice/profiles/model.ts'

/** What an invoice is made of, as a call takes it. */
export type InvoiceRef = CallInput<AdminApi['invoice.render']>['body']['ref']
export type RenderedInvoice = ResultOf<AdminApi['invoice.render']>
